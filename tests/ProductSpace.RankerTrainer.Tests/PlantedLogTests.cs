using ProductSpace.Recommendations;

namespace ProductSpace.RankerTrainer.Tests;

/// <summary>A ranker finds what decides among equals, on later sessions, and nothing where nothing decides.</summary>
public class PlantedLogTests
{
    private static readonly IReadOnlyList<RankerSettings> s_grid = [new(60, 8, 0.1, 50)];

    [Theory]
    [InlineData("price")]
    [InlineData("freshness")]
    public void Train_PlantedChoice_IsLearned(string planted)
    {
        (RankerJudge judged, Ranker ranker) = Run(planted);
        Assert.InRange(judged.Change.Low, 0.15, 1);
        Assert.InRange(judged.RecallChange.Low, -0.001, 1);
        Assert.Contains(planted == "price" ? "price-ratio-last" : "age-days", ranker.Features);
    }

    /// <summary>The twin: where the next product is drawn blindly, the interval must not claim a gain.</summary>
    [Fact]
    public void Train_BlindChoice_GainsNothing()
    {
        (RankerJudge judged, _) = Run("nothing");
        Assert.InRange(judged.Change.Mean, -0.02, 0.01);
        Assert.True(judged.Change.Low <= 0, $"a gain of {judged.Change.Mean} where there is none");
    }

    private static (RankerJudge Judged, Ranker Ranker) Run(string planted)
    {
        PlantedShop shop = new(planted);
        Placement placement = new() { RankedCandidates = 50 };
        RankerGroups train = GroupCollector.Collect(shop.Index, shop.Log(900, seed: 1), placement, 5000);
        RankerGroups test = GroupCollector.Collect(shop.Index, shop.Log(500, seed: 2), placement, 5000);
        Ranker ranker = RankerSelection.Run(train, s_grid, _ => { });
        return (RankerJudge.Of(test, ranker), ranker);
    }
}
