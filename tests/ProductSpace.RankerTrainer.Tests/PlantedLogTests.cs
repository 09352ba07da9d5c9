using ProductSpace.Evaluation;
using ProductSpace.Recommendations;
using Xunit.Abstractions;

namespace ProductSpace.RankerTrainer.Tests;

/// <summary>A ranker finds what decides among equals, on later sessions, and nothing where nothing decides.</summary>
public class PlantedLogTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<RankerSettings> s_grid = [new(60, 8, 0.1, 50)];

    [Theory]
    [InlineData("price")]
    [InlineData("freshness")]
    [InlineData("trend")]
    public void Train_PlantedChoice_IsLearned(string planted)
    {
        (RankerJudge judged, Ranker ranker) = Run(planted);
        Assert.InRange(judged.Change.Low, 0.15, 1);
        Assert.InRange(judged.RecallChange.Low, -0.001, 1);
        Assert.Contains(planted switch { "price" => "price-ratio-last", "trend" => "popularity-trend", _ => "age-days" }, ranker.Features);
    }

    /// <summary>What the trend alone adds: all features beside all but this one, on later sessions.</summary>
    [Fact]
    public void Train_WithoutTheTrend_MissesWhatFollowsIt()
    {
        PlantedShop shop = new("trend");
        Placement placement = new() { RankedCandidates = 50 };
        RankerGroups train = GroupCollector.Collect(shop.Index, shop.Log(900, seed: 1), placement, 5000);
        RankerGroups test = GroupCollector.Collect(shop.Index, shop.Log(500, seed: 2), placement, 5000);
        string[] trend = ["popularity-trend"];
        Ranker all = RankerSelection.Make(LambdaMart.Train(train, s_grid[0]), s_grid[0], string.Empty);
        Ranker without = RankerSelection.Make(LambdaMart.Train(train.Without(trend), s_grid[0]), s_grid[0], string.Empty);
        BootstrapInterval gain = RankerJudge.Difference((test, all), (test.Without(trend), without));
        output.WriteLine(FormattableString.Invariant($"all features over all but the trend: NDCG@10 {gain.Mean:F4} [{gain.Low:F4}, {gain.High:F4}]"));
        Assert.InRange(gain.Low, 0.05, 1);
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
