using ProductSpace.Building;
using ProductSpace.Graph;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;
using ProductSpace.Tests.Search;

namespace ProductSpace.Tests.Building;

/// <summary>What a build says that an ordering by whole codes leaves out, against the orderings that searches do.</summary>
public sealed class OrderTrialTests
{
    private const int Queries = 120;

    /// <summary>Share that may be missing that leads to each step.</summary>
    private static readonly int[] s_allowed = [6_220, 2_624, 1_106, 466, 0];

    private readonly BuiltShop _shop = BuiltShop.Of(new ShopRecipe(4_000, 64)
    {
        Seed = 8, Build = new BuildOptions { M = 8, EfConstruction = 60, NavigateDimensions = 16 },
    });

    /// <summary>
    /// For each step, what the search leaves out and at most a quarter more: the trial does not see the nodes behind the nearest
    /// 100 that lead a search on. Steps differ by more, so that a trial of another step would be seen.
    /// </summary>
    [Fact]
    public void Count_EveryStep_IsWhatTheSearchLeavesOut()
    {
        SpaceView view = _shop.Index.ViewOf(Space.Similar);
        int[] tried = new int[OrderDepth.Steps];
        int[] searched = new int[OrderDepth.Steps];
        for (int query = 0; query < Queries; query++)
        {
            for (int step = 0; step < OrderDepth.Steps; step++)
            {
                (int trial, int search) = MissingOf(view, query, step);
                tried[step] += trial;
                searched[step] += search;
            }
        }

        for (int step = 0; step < OrderDepth.Steps; step++)
        {
            Assert.InRange(tried[step], searched[step] - 12, (searched[step] * 5 / 4) + 12);
        }

        Assert.True(searched[0] > (tried[^1] * 5 / 4) + 24, $"{string.Join(", ", tried)}: the steps do not differ");
    }

    [Fact]
    public void Count_NothingVisited_EverythingIsMissing()
    {
        SpaceView view = _shop.Index.ViewOf(Space.Similar);
        SearchContext context = Ask(view, 0);
        int[] truth = TruthOf(view, context);
        context.Walk.Begin(64, view.Count);
        byte[] missing = new byte[CalibrationRow.MeasuredK.Length * OrderDepth.Steps];
        new OrderTrial(view, context.Query, truth, excluded: 0).Count(context.Walk.Pool, context.Walk.Visited, missing);
        for (int i = 0; i < missing.Length; i++)
        {
            Assert.Equal(CalibrationRow.MeasuredK[i / OrderDepth.Steps], missing[i]);
        }
    }

    private (int Trial, int Search) MissingOf(SpaceView view, int query, int step)
    {
        const int k = 10;
        SearchContext context = Ask(view, query);
        int[] truth = TruthOf(view, context);
        GraphSearch.Begin(view, context, ef: 1_500, cells: 0, out QueryScorer scorer);
        GraphSearch.Continue(view, scorer, context, []);
        byte[] missing = new byte[CalibrationRow.MeasuredK.Length * OrderDepth.Steps];
        new OrderTrial(view, context.Query, truth, excluded: 0).Count(context.Walk.Pool, context.Walk.Visited, missing);
        Reranking.Run(view, context, k, filter: null, s_allowed[step]);
        int found = PreparedSearch.Found(context).Count(hit => truth.AsSpan(0, k).Contains(view.NodeOf(view.ToSlot(hit.Ordinal))));
        int place = CalibrationRow.MeasuredK.IndexOf(k);
        return (missing[(place * OrderDepth.Steps) + step], k - found);
    }

    /// <summary>Every third query is far from all products.</summary>
    private SearchContext Ask(SpaceView view, int query)
    {
        float[] vector = [.. _shop.Products.Vector(query * 31 % _shop.Products.Count)];
        SeededRandom random = new((ulong)query + 1);
        for (int i = 0; i < vector.Length && query % 3 == 0; i++)
        {
            vector[i] = TestShop.Normal(ref random);
        }

        SearchContext context = PreparedSearch.Of(view, vector, 10);
        context.Query.PrepareWalkSimilarity(view.Model);
        return context;
    }

    private static int[] TruthOf(SpaceView view, SearchContext context) =>
        [.. PreparedSearch.Ranking(view, context).Take(100).Select(hit => view.NodeOf(view.ToSlot(hit.Ordinal)))];
}
