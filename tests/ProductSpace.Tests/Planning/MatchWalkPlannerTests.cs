using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

/// <summary>Where a walk over matches is offered, and what it is expected to cost.</summary>
public sealed class MatchWalkPlannerTests
{
    private const int K = 10;

    private readonly ProductIndex _index = BuiltShop.Of(ShopRecipe.Large).Index;

    [Fact]
    public void PlanFor_FewerMatchAround_ScoresNoLessForEachMatchFound()
    {
        (MatchWalkRule half, StrategyEstimate ofHalf, double costOfHalf) = Plan(_index, Some(2), 0.95);
        (MatchWalkRule fifth, StrategyEstimate ofFifth, _) = Plan(_index, Some(5), 0.95);
        Assert.True(half.IsOffered && fifth.IsOffered);
        Assert.True(ofFifth.EfSearch >= ofHalf.EfSearch);
        Assert.Equal(WorkModel.Microseconds(costOfHalf), ofHalf.Microseconds);
        Assert.Equal((Strategy.MatchGraph, Strategy.MatchGraph), (ofHalf.Strategy, ofFifth.Strategy));
        Assert.Equal(0.5, half.Share, 1);
    }

    [Fact]
    public void PlanFor_HigherTarget_ExpectsNoLess() =>
        Assert.True(Plan(_index, Some(2), 0.98).Estimate.Scored >= Plan(_index, Some(2), 0.9).Estimate.Scored);

    /// <summary>Lists of which next to nothing matches, few cells, no graph, and targets and numbers that were not measured.</summary>
    [Fact]
    public void PlanFor_NothingToWalkBy_OffersNone()
    {
        Assert.False(Plan(_index, Some(40), 0.95).Rule.IsOffered);
        Assert.False(Plan(_index, _index.CreateFilter(f => f.InCategory("dept0/group0")), 0.95).Rule.IsOffered);
        ProductIndex cells = BuiltShop.Of(ShopRecipe.WithoutGraph).Index;
        Assert.False(Plan(cells, cells.CreateFilter(f => f.InStock()), 0.95).Rule.IsOffered);
        Assert.False(Plan(_index, Some(2), 0.95, WalkStops.MaxK + 1).Rule.IsOffered);
    }

    private ProductFilter Some(ulong part) =>
        _index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, _index.Count).Where(i => SeededRandom.Hash((ulong)i, 7) % part == 0)]));

    private static (MatchWalkRule Rule, StrategyEstimate Estimate, double Cost) Plan(ProductIndex index, ProductFilter filter, double target, int k = K) =>
        MatchWalkPlanner.PlanFor(
            index.PlannerOf(Space.Similar), filter.In(Space.Similar), QueryKind.Vector, k, target, WorkModel.CostsOf(index.ViewOf(Space.Similar)));
}
