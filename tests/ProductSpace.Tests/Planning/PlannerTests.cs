using ProductSpace.Planning;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

/// <summary>The planner asked directly: it decides from figures, without a search.</summary>
public sealed class PlannerTests : IDisposable
{
    private readonly ProductIndex _index = BuiltShop.Of(new ShopRecipe(6_000, 16) { Seed = 6, WithNext = true }).Open();

    public void Dispose() => _index.Dispose();

    private Planner Planner => _index.PlannerOf(Space.Similar);

    [Fact]
    public void PlanFor_TargetOfOne_IsTheExactScan()
    {
        Assert.Equal(SearchPlan.Exact, Planner.PlanFor(new PlanRequest(QueryKind.Vector, 10, 1), null, null));
        Assert.Equal(
            SearchPlan.Exact,
            Planner.PlanFor(new PlanRequest(QueryKind.Vector, 10, 1) { EfSearch = 50 }, null, null));
    }

    [Fact]
    public void PlanFor_EfSearchByHand_IsAWalkWithRoomForWhatIsExcluded()
    {
        PlanRequest request = new(QueryKind.Vector, 10, 0.95f) { EfSearch = 12, Excluded = 7 };
        SearchPlan plan = Planner.PlanFor(request, null, null);
        Assert.Equal((Strategy.Graph, 17), (plan.First, plan.EfSearch));
    }

    /// <summary>Estimates of every strategy that the file has stand in the plan, and the plan is the same again.</summary>
    [Theory]
    [InlineData(1, 0.9f)]
    [InlineData(10, 0.95f)]
    [InlineData(100, 0.98f)]
    public void PlanFor_NoFilter_TakesTheCheapestAndRemembersIt(int k, float target)
    {
        PlanRequest request = new(QueryKind.Vector, k, target);
        SearchPlan plan = Planner.PlanFor(request, null, null);
        Assert.Equal(plan, Planner.PlanFor(request, null, null));
        Assert.True(plan.Estimates.Scan.Microseconds > 0);
        Assert.True(plan.Estimates.Graph.Microseconds > 0);
        float taken = plan.First switch
        {
            Strategy.Graph => plan.Estimates.Graph.Microseconds,
            Strategy.Scan => plan.Estimates.Scan.Microseconds,
            _ => plan.Estimates.Cells.Microseconds,
        };
        Assert.True(taken <= plan.Estimates.Scan.Microseconds, $"{plan}");
        Assert.True(taken <= plan.Estimates.Graph.Microseconds, $"{plan}");
        Assert.True(SearchPlan.IsScan(plan.First) || plan.EfSearch >= k || plan.Cells > 0, $"{plan}");
    }

    [Fact]
    public void PlanFor_MoreIsAsked_NeverExpectsLessWork()
    {
        float last = 0;
        foreach (float target in new[] { 0.8f, 0.9f, 0.95f, 0.98f, 0.99f })
        {
            SearchPlan plan = Planner.PlanFor(new PlanRequest(QueryKind.Vector, 10, target), null, null);
            float walk = plan.Estimates.Graph.Microseconds;
            Assert.True(walk > 0 && walk >= last, $"target {target}: {walk} us after {last} us");
            last = walk;
        }
    }
}
