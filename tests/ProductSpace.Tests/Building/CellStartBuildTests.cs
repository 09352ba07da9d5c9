using ProductSpace.Building;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Building;

/// <summary>
/// Walks that start from cells keep the recall that was asked for, for each family of vectors, as those from the entry
/// point do.
/// </summary>
public sealed class CellStartBuildTests
{
    private const int K = 10;

    internal static readonly ShopRecipe Recipe = new(8_000, 32)
    {
        Seed = 5, IsCalibrated = true, Build = new BuildOptions { M = 16, EfConstruction = 80, LeastProductsOfStarts = 1_000 },
    };

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.95)]
    [InlineData(0.98)]
    public void RunUntilEnough_FromCells_EachFamilyReachesTheTarget(double target)
    {
        ProductIndex index = BuiltShop.Of(Recipe).Index;
        SpaceView space = index.ViewOf(Space.Similar);
        CellStarts starts = index.PlannerOf(Space.Similar).Starts!;
        Assert.Equal(WalkStopBuilder.NumbersOfCells, starts.Cells);
        ParallelContext threads = new(2, CancellationToken.None);
        CostModel costs = WorkModel.CostsOf(space);
        CellPlan plan = starts.PlanFor(QueryKind.Vector, K, target, WorkModel.BlockLines(space.Cells!), costs, out WalkStop stop);
        Assert.True(stop.IsOn && plan.Cells > 0);
        SearchPlan search = new(Strategy.CellsThenGraph) { Stop = stop, Cells = plan.Cells, EfSearch = 40, CalibratedK = K };
        SearchContext context = new();
        foreach (QueryFamily family in QueryFamily.Make(space, 120, null, [], 4711, threads).Where(family => family.Kind == QueryKind.Vector))
        {
            int[][] truth = WalkTrace.TruthOf(space, space, family, threads);
            int found = 0;
            for (int i = 0; i < family.Count; i++)
            {
                family.Prepare(space, space, i, context);
                Strategy last = SearchExecutor.RunToScan(space, context, search, K, [], null, out SearchWork work);
                Assert.Equal((Strategy.CellsThenGraph, plan.Cells), (last, work.Cells));
                Assert.InRange(work.Missing, 0, 1);
                HashSet<int> nearest = [.. truth[i].Take(K)];
                found += Enumerable.Range(0, context.Hits.Top.Count)
                    .Count(place => nearest.Contains(space.NodeOf(space.ToSlot(context.Hits.Top.Ordinal(place)))));
            }

            double recall = found / (double)(K * family.Count);
            Assert.True(recall >= target - 0.03, $"{family.Name}: recall {recall:F3} of {target}");
        }
    }

    /// <summary>What is excluded in numbers, or hidden, was not calibrated: the pool decides then.</summary>
    [Fact]
    public void RunToScan_ManyExcluded_WalksByItsPool()
    {
        ProductIndex index = BuiltShop.Of(Recipe).Index;
        SpaceView space = index.ViewOf(Space.Similar);
        index.PlannerOf(Space.Similar).Starts!.PlanFor(QueryKind.Vector, K, 0.9, 1, WorkModel.CostsOf(space), out WalkStop stop);
        SearchPlan plan = new(Strategy.CellsThenGraph) { Stop = stop, Cells = 32, EfSearch = 40, CalibratedK = K };
        SearchContext context = new();
        SessionVector.FromVector(space.Model, BuiltShop.Of(Recipe).Products.Vector(3), context);
        context.Hits.Excluded.Clear();
        context.Hits.Excluded.Add([.. Enumerable.Range(0, 100)]);
        Assert.Equal(Strategy.CellsThenGraph, SearchExecutor.RunToScan(space, context, plan, K, [], null, out SearchWork work));
        Assert.True(work.Missing < 0);
        Assert.Equal((K, 32), (context.Hits.Top.Count, work.Cells));
    }

    [Fact]
    public void Build_SmallShop_HasNoStarts() =>
        Assert.Null(BuiltShop.Of(ShopRecipe.Large).Index.PlannerOf(Space.Similar).Starts);

    [Fact]
    public void Verify_ShopWithStarts_IsSound()
    {
        using ProductIndex index = BuiltShop.Of(Recipe).Open(OpenMode.Verify);
        Assert.NotNull(index.PlannerOf(Space.Similar).Starts);
    }
}
