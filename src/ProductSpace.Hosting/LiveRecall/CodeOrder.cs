using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Hosting.LiveRecall;

/// <summary>
/// Which products a search would measure exactly if its road missed nothing: those whose 7-bit codes are among the nearest of
/// all that match, as many as a search re-ranks. Equal codes count once, as one node of the graph does.
/// </summary>
internal sealed class CodeOrder
{
    private readonly SpaceView _space;
    private readonly sbyte[] _query;
    private readonly int _least;

    private CodeOrder(SpaceView space, sbyte[] query, int least)
    {
        _space = space;
        _query = query;
        _least = least;
    }

    public static CodeOrder Of(ProductIndex index, RecallSample sample)
    {
        SpaceView space = index.ViewOf(sample.Options.Space);
        index.Enter();
        SearchContext scratch = ScratchPool<SearchContext>.Rent(index.Count);
        try
        {
            if (sample.Question.IsSession)
            {
                QueryPreparation.FromViews(index.Snapshot, space, sample.Question.Ordinals, sample.Question.Ids, sample.Options, scratch);
            }
            else
            {
                QueryPreparation.FromVector(space, sample.Question.Vector, sample.Options, scratch);
            }

            int depth = WorkModel.RerankDepth(sample.Wanted) + scratch.Hits.Excluded.Count;
            sbyte[] query = [.. scratch.Query.Codes];
            return new CodeOrder(space, query, LeastOf(space, query, sample.Options.Filter?.In(sample.Options.Space), depth));
        }
        finally
        {
            scratch.End();
            ScratchPool<SearchContext>.Return(index.Count, scratch);
            index.Exit();
        }
    }

    /// <summary>Whether the codes of a product are near enough to be measured exactly.</summary>
    public bool Measures(int ordinal)
    {
        Span<int> dot = stackalloc int[1];
        _space.Codes.DotRange(_space.ToSlot(ordinal), _query, dot);
        return dot[0] >= _least;
    }

    /// <summary>The dot product of the last one that is measured; the least there is where all are.</summary>
    private static int LeastOf(SpaceView space, sbyte[] query, SpaceFilter? filter, int depth)
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
                bool near = nearest.Count < depth || dots[i] > nearest.Peek();
                if (near && (filter is null || filter.Rows.Contains(start + i)) && (!hasEqualRows || space.NodeOf(start + i) == start + i))
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
