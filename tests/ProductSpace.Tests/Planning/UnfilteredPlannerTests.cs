using ProductSpace.Planning;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

/// <summary>The choice without a filter, made again from the estimates that stand in the plan.</summary>
public sealed class UnfilteredPlannerTests
{
    /// <summary>Cells must cost at most this share of the walk.</summary>
    private const double MaxShareOfWalk = 0.85;

    private static readonly double[] s_targets = [0.8, 0.9, 0.95, 0.98];
    private static readonly int[] s_ks = [1, 10, 30, 100, 400];

    [Fact]
    public void PlanFor_AnyQuestion_TakesWhatItsEstimatesSay()
    {
        HashSet<Strategy> seen = [];
        foreach (ShopRecipe recipe in new[] { ShopRecipe.Large, ShopRecipe.WithoutGraph, new ShopRecipe(300, 8) })
        {
            Planner planner = BuiltShop.Of(recipe).Index.PlannerOf(Space.Similar);
            foreach ((QueryKind kind, int k, double target) in Questions())
            {
                SearchPlan plan = UnfilteredPlanner.PlanFor(planner, kind, k, target);
                bool endsByItself = planner.Stops is not null && planner.Stops.StopFor(kind, k, target, out _).IsOn;
                Assert.Equal(endsByItself && plan.First == Strategy.Graph, plan.Stop.IsOn);
                StrategyEstimate walk = plan.Estimates.Graph;
                StrategyEstimate cells = plan.Estimates.Cells;
                StrategyEstimate scan = plan.Estimates.Scan;
                bool byCells = !endsByItself && cells.Microseconds > 0 && cells.Microseconds < scan.Microseconds
                    && (walk.Microseconds == 0 || cells.Microseconds < MaxShareOfWalk * walk.Microseconds);
                bool byGraph = !byCells && walk.Microseconds > 0 && walk.Microseconds < scan.Microseconds;
                StrategyEstimate taken = byCells ? cells : byGraph ? walk : scan;
                Assert.Equal(taken.Strategy, plan.First);
                Assert.Equal((taken.Cells, taken.EfSearch), (plan.Cells, plan.EfSearch));
                Assert.Equal(Strategy.None, plan.Fallback);
                Assert.False(plan.Handover.IsOffered);
                seen.Add(plan.First);
            }
        }

        Assert.Superset(new HashSet<Strategy> { Strategy.Scan, Strategy.Cells }, seen);
        Assert.True(seen.Count >= 3, string.Join(", ", seen));
    }

    [Fact]
    public void PlanFor_WithoutGraph_NeverWalks()
    {
        foreach (SearchPlan plan in Plans(BuiltShop.Of(ShopRecipe.WithoutGraph).Index.PlannerOf(Space.Similar)))
        {
            Assert.True(plan.First is Strategy.Cells or Strategy.Scan);
            Assert.Equal(default, plan.Estimates.Graph);
            Assert.Equal(0, plan.EfSearch);
        }
    }

    [Fact]
    public void PlanFor_FewProducts_LooksAtAllOfThem() =>
        Assert.All(Plans(BuiltShop.Of(new ShopRecipe(300, 8)).Index.PlannerOf(Space.Similar)), plan => Assert.Equal(Strategy.Scan, plan.First));

    /// <summary>The settings were measured at a k of the calibration, at least the one asked for.</summary>
    [Fact]
    public void PlanFor_AnyK_SaysAtWhichItWasCalibrated()
    {
        Planner planner = BuiltShop.Of(ShopRecipe.Large).Index.PlannerOf(Space.Similar);
        Assert.Equal(10, UnfilteredPlanner.PlanFor(planner, QueryKind.Vector, 1, 0.9).CalibratedK);
        Assert.Equal(100, UnfilteredPlanner.PlanFor(planner, QueryKind.Vector, 31, 0.9).CalibratedK);
        Assert.Equal(400, UnfilteredPlanner.PlanFor(planner, QueryKind.Vector, 400, 0.9).CalibratedK);
    }

    private static IEnumerable<SearchPlan> Plans(Planner planner) =>
        Questions().Select(question => UnfilteredPlanner.PlanFor(planner, question.Kind, question.K, question.Target));

    private static IEnumerable<(QueryKind Kind, int K, double Target)> Questions() =>
        from kind in Enum.GetValues<QueryKind>()
        from k in s_ks
        from target in s_targets
        select (kind, k, (double)target);
}
