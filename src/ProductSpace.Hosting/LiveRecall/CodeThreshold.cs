using ProductSpace.Generations.Following;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Hosting.LiveRecall;

/// <summary>
/// Tells which products a search would re-rank exactly if its strategy missed nothing: those whose 7-bit codes are
/// among the nearest of all matches, as many as a search re-ranks. Equal codes count once, like one node of the graph.
/// </summary>
internal sealed class CodeThreshold
{
    private readonly SpaceView _space;
    private readonly sbyte[] _query;
    private readonly int _minDot;

    private CodeThreshold(SpaceView space, sbyte[] query, int minDot)
    {
        _space = space;
        _query = query;
        _minDot = minDot;
    }

    public static CodeThreshold Of(ProductIndex index, RecallSample sample)
    {
        Space asked = index.SpaceOf(sample.Options, sample.Request.IsSession);
        SpaceView space = index.ViewOf(asked);
        SearchContext context = ScratchPool<SearchContext>.Rent(index.Count);
        index.Enter();
        try
        {
            SearchInput query = sample.Request;
            if (query.IsSession)
            {
                QueryPreparation.FromViews(
                    index.Snapshot, space, query.Ordinals, query.Ids, sample.Options, context);
            }
            else
            {
                QueryPreparation.FromVector(index.Snapshot, space, query.Vector, sample.Options, context);
            }

            int depth = WorkModel.RerankDepth(sample.Wanted) + context.Hits.Excluded.Count;
            sbyte[] codes = [.. context.Query.Codes];
            SpaceFilter? filter = sample.Options.Filter?.In(asked);
            return new CodeThreshold(space, codes, MinDotOf(space, codes, filter, depth));
        }
        finally
        {
            index.Exit();
            context.End();
            ScratchPool<SearchContext>.Return(index.Count, context);
        }
    }

    /// <summary>Whether the codes of a product are near enough for the exact re-rank.</summary>
    public bool Passes(int ordinal)
    {
        Span<int> dot = stackalloc int[1];
        _space.Codes.DotRange(_space.ToSlot(ordinal), _query, dot);
        return dot[0] >= _minDot;
    }

    /// <summary>Returns the dot product of the last product that is re-ranked; int.MinValue if all are.</summary>
    private static int MinDotOf(SpaceView space, sbyte[] query, SpaceFilter? filter, int depth)
    {
        bool hasEqualRows = !space.EqualRows.IsEmpty;
        PriorityQueue<int, int> nearest = new(depth + 1);
        Span<int> dots = stackalloc int[HitCollector.BlockRows];
        for (int start = 0; start < space.Count; start += dots.Length)
        {
            int rows = Math.Min(dots.Length, space.Count - start);
            space.Codes.DotRange(start, query, dots[..rows]);
            for (int i = 0; i < rows; i++)
            {
                int slot = start + i;
                bool isNear = nearest.Count < depth || dots[i] > nearest.Peek();
                if (isNear
                    && (filter is null || filter.Rows.Contains(slot))
                    && (!hasEqualRows || space.NodeOf(slot) == slot))
                {
                    nearest.Enqueue(dots[i], dots[i]);
                    if (nearest.Count > depth)
                    {
                        nearest.Dequeue();
                    }
                }
            }
        }

        return nearest.Count < depth ? int.MinValue : nearest.Peek();
    }
}
