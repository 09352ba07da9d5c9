using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests;

/// <summary>Asks the cells of a small shop, which the planner would scan: the strategy that forged files and hidden instructions must not break.</summary>
internal static class CellQuestions
{
    /// <summary>Returns how many hits were written; none where the file has no searchable cells or the query no direction.</summary>
    public static int Ask(ProductIndex index, Space space, ReadOnlySpan<float> query, int cells, int ef, Span<Neighbor> hits)
    {
        SpaceView view = index.ViewOf(space);
        SearchContext scratch = ScratchPool<SearchContext>.Rent(index.Count);
        try
        {
            if (view.Cells is null || !SessionVector.FromVector(view.Model, query, scratch))
            {
                return 0;
            }

            scratch.Hits.Excluded.Clear();
            scratch.Hits.Start(hits.Length);
            scratch.Cells.Run(view, scratch, cells, ef, hits.Length, [1, index.Count - 1]);
            for (int i = 0; i < scratch.Hits.Top.Count; i++)
            {
                hits[i] = new Neighbor(scratch.Hits.Top.Ordinal(i), (float)scratch.Hits.Top.Similarity(i));
            }

            return scratch.Hits.Top.Count;
        }
        finally
        {
            ScratchPool<SearchContext>.Return(index.Count, scratch);
        }
    }
}
