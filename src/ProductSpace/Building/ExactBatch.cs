using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Building;

/// <summary>
/// Answers many queries exactly: eight queries share each block of rows while it is in the cache, and groups of eight
/// run in parallel.
/// </summary>
internal static class ExactBatch
{
    private const int Group = 8;

    /// <summary>
    /// Runs count queries. <paramref name="prepare"/> fills the scratch with query i, <paramref name="done"/> receives
    /// its top list.
    /// </summary>
    public static void Run(
        SpaceView space,
        int count,
        int k,
        ParallelContext context,
        Action<int, SearchContext> prepare,
        Action<int, TopK> done)
    {
        context.ForEachBlock(count, Group, CreateGroup, (scratches, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                prepare(i, scratches[i - from]);
            }

            Searcher.Scan(space, scratches.AsSpan(0, to - from), k, filter: null);
            for (int i = from; i < to; i++)
            {
                done(i, scratches[i - from].Top);
            }
        });
    }

    private static SearchContext[] CreateGroup()
    {
        SearchContext[] scratches = new SearchContext[Group];
        for (int i = 0; i < Group; i++)
        {
            scratches[i] = new SearchContext();
        }

        return scratches;
    }
}
