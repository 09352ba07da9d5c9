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
    /// Runs count queries. <paramref name="prepare"/> fills a context with query i, <paramref name="done"/> receives
    /// its hits.
    /// </summary>
    public static void Run(
        SpaceView space,
        int count,
        int k,
        ParallelContext context,
        Action<int, SearchContext> prepare,
        Action<int, TopK> done)
    {
        context.ForEachBlock(count, Group, CreateGroup, (contexts, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                prepare(i, contexts[i - from]);
                contexts[i - from].Hits.Start(k);
            }

            ExactScan.Run(space, contexts.AsSpan(0, to - from), filter: null);
            for (int i = from; i < to; i++)
            {
                done(i, contexts[i - from].Hits.Top);
            }
        });
    }

    private static SearchContext[] CreateGroup()
    {
        SearchContext[] contexts = new SearchContext[Group];
        for (int i = 0; i < Group; i++)
        {
            contexts[i] = new SearchContext();
        }

        return contexts;
    }
}
