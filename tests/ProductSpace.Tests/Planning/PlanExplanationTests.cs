using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

/// <summary>What people read of a plan is the plan: its strategies, its costs, one of them taken, and why.</summary>
public sealed class PlanExplanationTests
{
    private static readonly int[] s_ks = [1, 10, 100];
    private static readonly float[] s_targets = [0.8f, 0.95f, 0.98f];

    [Fact]
    public void Make_AnyPlan_ListsItsEstimatesCheapestFirstAndMarksTheTaken()
    {
        HashSet<string> reasons = [];
        foreach (ShopRecipe recipe in new[] { ShopRecipe.Large, ShopRecipe.WithoutGraph, ShopRecipe.Wide, new ShopRecipe(300, 8) })
        {
            ProductIndex index = BuiltShop.Of(recipe).Index;
            Planner planner = index.PlannerOf(Space.Similar);
            int[] scattered = [.. Enumerable.Range(0, index.Count / 5).Select(i => 5 * i)];
            SpaceFilter?[] filters =
            [
                null,
                index.CreateFilter(f => f.InCategory("dept1")).In(Space.Similar),
                index.CreateFilter(f => f.Ordinals(scattered)).In(Space.Similar),
            ];
            foreach (SpaceFilter? filter in filters)
            {
                foreach (PlanRequest request in s_ks.SelectMany(k => s_targets, (k, target) => new PlanRequest(QueryKind.Vector, k, target)))
                {
                    SearchPlan plan = filter is null
                        ? UnfilteredPlanner.PlanFor(planner, request.Kind, request.K, request.TargetRecall)
                        : FilterPlanner.PlanFor(planner, filter, request.Kind, request.K, request.TargetRecall);
                    (List<ExplainedStrategy> strategies, string why) = PlanExplanation.Make(planner, request, filter);
                    StrategyEstimate cells = plan.Estimates.Cells;
                    StrategyEstimate[] estimates =
                    [
                        plan.Estimates.Graph, plan.Estimates.Scan, plan.Estimates.Matches,
                        plan.Estimates.Matches.Strategy == Strategy.None ? cells : cells with { EfSearch = 0 },
                    ];
                    Assert.Equal(
                        estimates.Where(estimate => estimate.Strategy != Strategy.None).OrderBy(estimate => estimate.Microseconds),
                        strategies.Select(one => one.Estimate));
                    Assert.Equal(plan.First, Assert.Single(strategies, one => one.Taken).Estimate.Strategy);
                    Assert.Equal(strategies.Count, strategies.DistinctBy(one => one.Strategy).Count());
                    reasons.Add(why);
                }
            }
        }

        Assert.True(reasons.Count >= 5, string.Join("\n", reasons));
        Assert.All(reasons, reason => Assert.True(reason.Length > 20));
    }

    [Fact]
    public void Make_NothingToFind_SaysSo()
    {
        ProductIndex index = BuiltShop.Of(ShopRecipe.Large).Index;
        Planner planner = index.PlannerOf(Space.Similar);
        SpaceFilter none = index.CreateFilter(f => f.Ordinals([])).In(Space.Similar);
        foreach ((int k, SpaceFilter? filter) in new[] { (0, null), (10, none) })
        {
            (List<ExplainedStrategy> strategies, string why) = PlanExplanation.Make(planner, new PlanRequest(QueryKind.Vector, k, 0.9f), filter);
            Assert.Equal(SearchStrategy.None, Assert.Single(strategies).Strategy);
            Assert.Contains("no product matches", why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Make_TargetOfOne_IsTheScanOfAllMatches()
    {
        ProductIndex index = BuiltShop.Of(ShopRecipe.Large).Index;
        SpaceFilter filter = index.CreateFilter(f => f.InCategory("dept1")).In(Space.Similar);
        foreach (SpaceFilter? asked in new[] { null, filter })
        {
            (List<ExplainedStrategy> strategies, string why) =
                PlanExplanation.Make(index.PlannerOf(Space.Similar), new PlanRequest(QueryKind.Vector, 10, 1), asked);
            ExplainedStrategy only = Assert.Single(strategies);
            Assert.Equal((SearchStrategy.Scan, true), (only.Strategy, only.Taken));
            Assert.Equal(asked?.Rows.Count ?? index.Count, only.Estimate.Scored);
            Assert.True(only.Estimate.Microseconds > 0);
            Assert.Contains("exact", why, StringComparison.Ordinal);
        }
    }
}
