using Microsoft.Extensions.VectorData;
using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Collections;
using ProductSpace.VectorData.Filters;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.Fuzz.VectorData;

/// <summary>
/// Asks an open collection everything that its callers can: each record once and with a key, every value of its column's type or
/// refused by name, each filter the same by columns and by records, each search exactly the nearest that there are. For one thread.
/// </summary>
/// <param name="reader">What reads the collection.</param>
/// <param name="path">Name of the file that refusals have to begin with.</param>
internal sealed class StoreExam(StoreReader reader, string path)
{
    private const int MostHits = 5;
    private const float Recall = 0.95f;

    private static readonly Distance[] s_distances =
    [
        .. new[] { DistanceFunction.CosineSimilarity, DistanceFunction.DotProductSimilarity, DistanceFunction.EuclideanDistance, DistanceFunction.ManhattanDistance, DistanceFunction.HammingDistance }
            .Select(name => Distance.Of(name, "vector")),
    ];

    private HashCode _hash;
    private bool _isInPart;

    /// <summary>Whether a value or a question of the last collection was refused.</summary>
    public bool IsInPart => _isInPart;

    /// <summary>A hash of everything that was read.</summary>
    /// <exception cref="HostileFinding">an answer is not sound.</exception>
    public int Check(SealedBase sealedBase, PendingChanges changes, Schema schema)
    {
        _hash = default;
        _isInPart = false;
        if (!sealedBase.TryEnter())
        {
            throw new HostileFinding("the base is closed");
        }

        using CollectionRead read = new(new CollectionState(sealedBase, changes, 1), changes.View, schema);
        List<int> all = reader.Matching(read, null);
        CheckRecords(read, all);
        List<FilterNode> filters = StoreQuestions.Filters(schema);
        foreach (FilterNode filter in filters)
        {
            CheckFilter(read, all, filter);
        }

        for (int column = 0; column < schema.Count; column++)
        {
            if (schema[column].IsVector)
            {
                CheckSearches(read, all, column, filters[^1]);
            }
            else if (!Scalars.IsList(schema[column].Kind))
            {
                CheckOrder(read, all, column);
            }
        }

        return _hash.ToHashCode();
    }

    private void CheckRecords(in CollectionRead read, List<int> all)
    {
        if (all.Count != read.View.Records)
        {
            throw new HostileFinding($"{all.Count} records of {read.View.Records} are listed");
        }

        CheckNumbers(read, all);
        foreach (int record in all)
        {
            RowRef row = read.RowOf(record);
            for (int column = 0; column < read.Schema.Count; column++)
            {
                if (TryGet(row, column, out object? value))
                {
                    CheckValue(read.Schema[column], record, column, value);
                    AddToHash(value);
                }
            }

            CheckKey(read, row, record);
        }
    }

    private void CheckNumbers(in CollectionRead read, List<int> records)
    {
        for (int i = 0; i < records.Count; i++)
        {
            int record = records[i];
            bool isThere = record >= 0 ? record < read.Sealed.Records.Count : -1 - record < read.View.Count && read.View.Find(-1 - record) is not null;
            bool isAfter = i == 0 || (record >= 0 ? record > records[i - 1] : records[i - 1] >= 0 || record < records[i - 1]);
            if (!isThere || !isAfter)
            {
                throw new HostileFinding($"record {i} of {records.Count} has the number {record}, which cannot be there");
            }
        }
    }

    private static void CheckValue(Column column, int record, int number, object? value)
    {
        bool isSound = value switch
        {
            null => number != Schema.Key,
            float[] vector when column.IsVector => vector.Length == column.Dimension,
            _ => !column.IsVector && value.GetType() == (Scalars.IsList(column.Kind) ? Scalars.Of(column.Kind).Type.MakeArrayType() : Scalars.Of(column.Kind).Type),
        };
        if (!isSound)
        {
            throw new HostileFinding($"record {record}, column {number} of kind {column.Kind} has the value {value ?? "null"}");
        }
    }

    /// <summary>The table of keys leads to a record with the key that was asked for, or to none.</summary>
    private void CheckKey(in CollectionRead read, in RowRef row, int record)
    {
        if (!TryGet(row, Schema.Key, out object? key) || key is null or string { Length: 0 or > KeyText.MaxBytes / 3 })
        {
            return;
        }

        bool isFound = read.TryFind(key, out RowRef found);
        if (isFound && !key.Equals(found.Get(Schema.Key)) || !isFound && record < 0)
        {
            throw new HostileFinding($"record {record} is not found by its key");
        }

        _hash.Add(isFound);
    }

    private void CheckFilter(in CollectionRead read, List<int> all, FilterNode filter)
    {
        List<int> matching;
        List<int> expected;
        try
        {
            matching = reader.Matching(read, filter);
            expected = Expected(read, all, filter);
        }
        catch (VectorStoreException refusal)
        {
            Refused(refusal);
            return;
        }

        if (!matching.SequenceEqual(expected))
        {
            throw new HostileFinding($"{filter} matches {matching.Count} records as columns, {expected.Count} one by one");
        }

        matching.ForEach(_hash.Add);
    }

    private static List<int> Expected(in CollectionRead read, List<int> all, FilterNode filter)
    {
        List<int> expected = [];
        foreach (int record in all)
        {
            if (RowFilter.Matches(filter, read.RowOf(record), read.Schema))
            {
                expected.Add(record);
            }
        }

        return expected;
    }

    private void CheckSearches(in CollectionRead read, List<int> all, int column, FilterNode filter)
    {
        float[] query = new float[read.Schema[column].Dimension];
        query[0] = 1;
        query[^1] -= 0.5f;
        foreach (Distance distance in s_distances)
        {
            CheckSearch(read, all, new VectorQuestion(column, distance, IsExact: false, Recall), query, null);
        }

        CheckSearch(read, all, new VectorQuestion(column, s_distances[0], IsExact: true, Recall), query, filter);
    }

    private void CheckSearch(in CollectionRead read, List<int> all, in VectorQuestion question, float[] query, FilterNode? filter)
    {
        TopHits top = TopHits.Rent(MostHits);
        List<int> matching;
        try
        {
            matching = filter is null ? all : Expected(read, all, filter);
            VectorSearch.Run(read.Sealed, read.View, read.Schema, question, query, filter, top, MostHits);
        }
        catch (VectorStoreException refusal)
        {
            Refused(refusal);
            return;
        }

        ReadOnlySpan<Hit> hits = top.Sorted();
        HashSet<int> seen = [];
        foreach (int record in matching)
        {
            if (!read.RowOf(record).IsNull(question.Column))
            {
                seen.Add(record);
            }
        }

        int expected = Math.Min(seen.Count, MostHits);
        if (hits.Length != expected)
        {
            throw new HostileFinding($"{hits.Length} hits of {expected} by {question.Distance.Name}");
        }

        for (int i = 0; i < hits.Length; i++)
        {
            (int record, float closeness) = hits[i];
            if (!seen.Remove(record))
            {
                throw new HostileFinding($"hit {i} is record {record}, which does not match or was there before");
            }

            float again = question.Distance.Compare(query, read.RowOf(record).Vector(question.Column));
            if (closeness != (float.IsNaN(again) ? float.NegativeInfinity : again) || (i > 0 && hits[i - 1].Closeness < closeness))
            {
                throw new HostileFinding($"hit {i} by {question.Distance.Name} is {closeness} close, after {(i > 0 ? hits[i - 1].Closeness : 0)}, and {again} when it is compared again");
            }

            _hash.Add(hits[i]);
        }

        TopHits.Return(top);
    }

    private void CheckOrder(in CollectionRead read, List<int> all, int column)
    {
        List<int> sorted;
        try
        {
            sorted = read.Sorted(all, [(column, true)]);
        }
        catch (VectorStoreException refusal)
        {
            Refused(refusal);
            return;
        }

        Scalar scalar = Scalars.Of(read.Schema[column].Kind);
        object? before = null;
        foreach (int record in sorted)
        {
            object? value = read.RowOf(record).Get(column);
            if (before is not null && (value is null || scalar.Order(before, value) > 0))
            {
                throw new HostileFinding($"record {record} stands behind a later one in the order of column {column}");
            }

            before = value;
            _hash.Add(record);
        }

        if (sorted.Distinct().Count() != all.Count)
        {
            throw new HostileFinding($"{sorted.Count} of {all.Count} records are sorted");
        }
    }

    private bool TryGet(in RowRef row, int column, out object? value)
    {
        try
        {
            value = reader.Get(row, column);
            return true;
        }
        catch (VectorStoreException refusal)
        {
            Refused(refusal);
            value = null;
            return false;
        }
    }

    private void Refused(VectorStoreException refusal)
    {
        FileTarget.CheckRefusal(refusal, path);
        _isInPart = true;
    }

    private void AddToHash(object? value)
    {
        if (value is Array list)
        {
            foreach (object? element in list)
            {
                _hash.Add(element);
            }
        }

        _hash.Add(value is Array array ? array.Length : value);
    }
}
