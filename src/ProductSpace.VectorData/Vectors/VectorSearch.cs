using System.Buffers;
using System.Numerics;
using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Filters;
using ProductSpace.VectorData.Records;

namespace ProductSpace.VectorData.Vectors;

/// <summary>What one search asks.</summary>
/// <param name="Column">The vector column; -1 if no record has it yet.</param>
/// <param name="Distance">What ranks.</param>
/// <param name="IsExact">Whether every vector is to be compared, though there is an index.</param>
/// <param name="TargetRecall">Share of the true nearest that an index has to find.</param>
internal readonly record struct VectorQuestion(int Column, Distance Distance, bool IsExact, float TargetRecall);

/// <summary>
/// Finds the nearest records of a collection: the sealed base by its index, where that ranks by the asked distance, and
/// the changes since by comparing each. Exactly min(count, matching records with a vector) are found.
/// </summary>
internal static class VectorSearch
{
    /// <summary>Replaced records up to this number are excluded one by one; more of them become a filter.</summary>
    private const int MostExcluded = 64;

    private const int PooledHits = 256;

    /// <summary>Above it, a question for much of the collection is answered by comparing all of it.</summary>
    private const int ManyHits = 1000;

    /// <param name="sealedBase">The base, entered.</param>
    /// <param name="view">The changes over it.</param>
    /// <param name="schema">The collection's schema.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="query">Query of the column's dimension.</param>
    /// <param name="filter">Filter of the records; null for all.</param>
    /// <param name="top">Receives the records; its capacity says how many are asked for.</param>
    /// <param name="count">That capacity.</param>
    public static void Run(
        SealedBase sealedBase,
        PendingView view,
        Schema schema,
        in VectorQuestion question,
        ReadOnlySpan<float> query,
        FilterNode? filter,
        TopHits top,
        int count)
    {
        RecordFile records = sealedBase.Records;
        if ((uint)question.Column < (uint)records.Schema.Count && records.Count > view.Hidden.Length)
        {
            CompiledFilter? compiled = filter is null ? null : sealedBase.Compile(filter, schema);
            VectorIndex? index = sealedBase.IndexOf(question.Column);
            bool asksForMost = count > ManyHits && count > records.Count / 4;
            if (index is not null && index.Form == question.Distance.Form && !question.IsExact && !asksForMost)
            {
                SearchIndex(index, view, question, query, compiled, top, count);
            }
            else
            {
                CompareBase(records, view, question, query, compiled, top);
            }
        }

        CompareChanges(view, schema, question, query, filter, top);
    }

    private static void SearchIndex(
        VectorIndex index,
        PendingView view,
        in VectorQuestion question,
        ReadOnlySpan<float> query,
        CompiledFilter? compiled,
        TopHits top,
        int count)
    {
        ProductFilter? filter = compiled?.In(index);
        int[]? excluded = null;
        if (view.Hidden.Length > MostExcluded)
        {
            filter = LivingFilter(index, view, compiled);
        }
        else if (view.Hidden.Length > 0)
        {
            excluded = Excluded(index, view.Hidden);
        }

        SearchOptions options = new() { Filter = filter, Exclude = excluded, TargetRecall = question.TargetRecall };
        int k = Math.Min(count, index.Index.Count);
        Neighbor[] rented = ArrayPool<Neighbor>.Shared.Rent(Math.Max(k, PooledHits));
        try
        {
            Span<Neighbor> hits = rented.AsSpan(0, k);
            int found = index.Index.Search(query, hits, options).Count;
            foreach (Neighbor hit in hits[..found])
            {
                top.Offer(index.RowOf(hit.Ordinal), hit.Similarity);
            }
        }
        finally
        {
            ArrayPool<Neighbor>.Shared.Return(rented);
        }
    }

    private static int[] Excluded(VectorIndex index, ReadOnlySpan<int> hidden)
    {
        int[] ordinals = new int[hidden.Length];
        int count = 0;
        foreach (int row in hidden)
        {
            if (index.OrdinalOf(row) is int ordinal and >= 0)
            {
                ordinals[count++] = ordinal;
            }
        }

        return count == ordinals.Length ? ordinals : ordinals[..count];
    }

    /// <summary>A filter of what lives in the view and matches. The index keeps it for the next search.</summary>
    private static ProductFilter LivingFilter(VectorIndex index, PendingView view, CompiledFilter? compiled)
    {
        ulong[] rows = [.. view.BaseBits()];
        for (int word = 0; compiled is not null && word < rows.Length; word++)
        {
            rows[word] &= compiled.Rows[word];
        }

        return index.Index.CreateFilter(f => f.Bitmap(index.ToOrdinals(rows)));
    }

    private static void CompareBase(
        RecordFile records,
        PendingView view,
        in VectorQuestion question,
        ReadOnlySpan<float> query,
        CompiledFilter? compiled,
        TopHits top)
    {
        ulong[] living = view.BaseBits();
        ColumnData column = records.Column(question.Column);
        for (int word = 0; word < living.Length; word++)
        {
            ulong bits = living[word] & ~column.Nulls(word * 64) & (compiled?.Rows[word] ?? ulong.MaxValue);
            while (bits != 0)
            {
                int row = (word * 64) + BitOperations.TrailingZeroCount(bits);
                bits &= bits - 1;
                top.Offer(row, question.Distance.Compare(query, records.Vector(row, question.Column)));
            }
        }
    }

    private static void CompareChanges(
        PendingView view,
        Schema schema,
        in VectorQuestion question,
        ReadOnlySpan<float> query,
        FilterNode? filter,
        TopHits top)
    {
        if (question.Column < 0)
        {
            return;
        }

        for (int change = 0; change < view.Count; change++)
        {
            if (view.Find(change) is object?[] values
                && question.Column < values.Length
                && values[question.Column] is float[] vector
                && (filter is null || RowFilter.Matches(filter, new RowRef(values), schema)))
            {
                top.Offer(-1 - change, question.Distance.Compare(query, vector));
            }
        }
    }
}
