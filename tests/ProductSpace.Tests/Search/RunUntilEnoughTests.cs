using ProductSpace.Building;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>A walk that ends by itself takes the hops of a walk with a fixed pool, up to where it ends.</summary>
public sealed class RunUntilEnoughTests
{
    private const int K = 10;

    private static readonly SpaceView s_space = BuiltShop.Of(ShopRecipe.Large).Index.ViewOf(Space.Similar);

    [Fact]
    public void RunUntilEnough_NothingEverMissing_EndsLikeAPoolOfK()
    {
        WalkStop stop = new(new ushort[StopStates.Count], 0, K, Allowed: 0, StopStates.Gaps, default, 1);
        ForQueries((context, seeds) =>
        {
            (SearchWork work, int[] hits) = Until(context, stop, seeds);
            Assert.Equal(Fixed(context, K + context.Hits.Excluded.Count, seeds).Work.Scored, work.Scored);
            Assert.Equal(K, hits.Length);
        });
    }

    [Fact]
    public void RunUntilEnough_AlwaysSomethingMissing_GivesTheAnswerOfTheLargestPool()
    {
        ushort[] misses = new ushort[StopStates.Count];
        Array.Fill(misses, ushort.MaxValue);
        WalkStop stop = new(misses, 0, K, Allowed: 0, StopStates.Gaps, default, 1);
        ForQueries((context, seeds) =>
        {
            (SearchWork work, int[] hits) = Until(context, stop, seeds);
            (SearchWork all, int[] best) = Fixed(context, WalkStop.Pool, seeds);
            Assert.Equal(best, hits);
            Assert.Equal(all.Scored, work.Scored);
            Assert.Equal(1, work.Missing);
        });
    }

    /// <summary>Keeping far nodes out of the pool changes nothing: the walk would end before it expands one.</summary>
    [Fact]
    public void RunUntilEnough_WithinReach_ScoresAsAWalkThatKeepsAllNodes()
    {
        ushort[] misses = new ushort[StopStates.Count];
        for (int reach = 1; reach < StopStates.Gaps; reach += 4)
        {
            Array.Fill(misses, ushort.MaxValue, 0, reach * StopStates.PerGap);
            WalkStop kept = new(misses, 0, K, Allowed: 0, StopStates.Gaps, default, 1);
            WalkStop limited = kept with { Reach = reach };
            ForQueries((context, seeds) =>
            {
                (SearchWork expected, int[] best) = Until(context, kept, seeds);
                (SearchWork work, int[] hits) = Until(context, limited, seeds);
                Assert.Equal(best, hits);
                Assert.Equal(expected.Scored, work.Scored);

                // Nodes that were expanded on the way and lie behind one that was kept out stand a little higher.
                Assert.True(work.EfSearch >= expected.EfSearch);
            });
        }
    }

    private static void ForQueries(Action<SearchContext, int[]> check)
    {
        ParallelContext threads = new(1, CancellationToken.None);
        SearchContext context = new();
        List<QueryFamily> families = QueryFamily.Make(s_space, 6, null, [], 5, threads);
        foreach (QueryFamily family in families)
        {
            for (int i = 0; i < family.Count; i++)
            {
                family.Prepare(s_space, s_space, i, context);
                check(context, family.SeedsOf(s_space, i));
            }
        }
    }

    private static (SearchWork Work, int[] Hits) Until(SearchContext context, WalkStop stop, int[] seeds)
    {
        context.Hits.Start(K);
        return (GraphSearch.RunUntilEnough(s_space, context, stop, K, seeds, cells: 0), Hits(context));
    }

    private static (SearchWork Work, int[] Hits) Fixed(SearchContext context, int ef, int[] seeds)
    {
        context.Hits.Start(K);
        return (GraphSearch.Run(s_space, context, ef, K, seeds), Hits(context));
    }

    private static int[] Hits(SearchContext context) =>
        [.. Enumerable.Range(0, context.Hits.Top.Count).Select(context.Hits.Top.Ordinal)];
}
