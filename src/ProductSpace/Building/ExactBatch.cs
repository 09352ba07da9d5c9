using ProductSpace.Graph;
using ProductSpace.Numerics;
using ProductSpace.Planning;

namespace ProductSpace.Building;

/// <summary>
/// Exact answers of many queries at once: eight of them share each block of rows while it is in the cache, and groups of
/// eight run in parallel.
/// </summary>
internal static class ExactBatch
{
    private const int Group = 8;

    /// <summary>Runs count queries; prepare fills the scratch's query of number i, done sees its top list.</summary>
    public static void Run(SpaceView space, int count, int k, BuildContext context, Action<int, SearchScratch> prepare, Action<int, TopList> done)
    {
        context.ForEachBlock(count, Group, CreateGroup, (scratches, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                prepare(i, scratches[i - from]);
                scratches[i - from].Scan.Begin(space, scratches[i - from].Query, k);
            }

            for (int first = 0; first < space.Count; first += ExactScan.BlockRows)
            {
                int rows = Math.Min(ExactScan.BlockRows, space.Count - first);
                for (int i = 0; i < to - from; i++)
                {
                    SearchScratch scratch = scratches[i];
                    Span<int> dots = scratch.Dots.AsSpan(0, rows);
                    space.Codes.DotRange(first, scratch.Query.Codes, dots);
                    scratch.Scan.AddRange(space, scratch.Query, first, dots);
                }
            }

            for (int i = from; i < to; i++)
            {
                SearchScratch scratch = scratches[i - from];
                scratch.Scan.Flush(space, scratch.Query);
                done(i, scratch.Top);
            }
        });
    }

    private static SearchScratch[] CreateGroup()
    {
        SearchScratch[] scratches = new SearchScratch[Group];
        for (int i = 0; i < Group; i++)
        {
            scratches[i] = new SearchScratch();
        }

        return scratches;
    }
}
