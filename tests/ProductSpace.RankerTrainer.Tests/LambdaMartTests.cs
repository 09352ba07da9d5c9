using ProductSpace.Recommendations;

namespace ProductSpace.RankerTrainer.Tests;

public class LambdaMartTests
{
    private static readonly PlantedShop s_shop = new("price");
    private static readonly RankerGroups s_groups = GroupCollector.Collect(s_shop.Index, s_shop.Log(300, seed: 3), new Placement { RankedCandidates = 50 }, 5000);

    /// <summary>Our walk of the converted trees against the library's own prediction, for every candidate.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(31)]
    public void TrainAndScore_ConvertedTrees_GiveTheLibrarysScores(int leaves)
    {
        RankerSettings settings = new(40, leaves, 0.1, 20);
        (RankerTree[] trees, float[] scores) = LambdaMart.TrainAndScore(s_groups, settings);
        Ranker ranker = Ranker.Parse(RankerSelection.Make(trees, settings, string.Empty).ToBytes());
        double[] own = new double[scores.Length];
        ranker.Score(s_groups.Rows, own);
        Assert.True(scores.Distinct().Count() > 100, "the trees say too little to compare");
        for (int i = 0; i < own.Length; i++)
        {
            Assert.Equal(scores[i], own[i], 1e-5 * Math.Max(1, Math.Abs(scores[i])));
        }
    }

    [Fact]
    public void Train_Twice_GivesTheSameBytes()
    {
        RankerSettings settings = new(20, 16, 0.1, 20);
        byte[] first = RankerSelection.Make(LambdaMart.Train(s_groups, settings), settings, "once").ToBytes();
        byte[] second = RankerSelection.Make(LambdaMart.Train(s_groups, settings), settings, "once").ToBytes();
        Assert.Equal(first, second);
    }

    /// <summary>What is as good as the best and has fewer leaves is taken; among equals the better one.</summary>
    [Fact]
    public void Cheapest_AsGoodAsTheBest_HasTheFewestLeaves()
    {
        (RankerSettings, double)[] trials =
        [
            (new(100, 31, 0.1, 100), 0.2300), (new(60, 8, 0.1, 100), 0.2289), (new(30, 16, 0.1, 100), 0.2292), (new(20, 8, 0.1, 100), 0.2276),
        ];
        Assert.Equal((new RankerSettings(30, 16, 0.1, 100), 0.2292), RankerSelection.Cheapest(trials));
        Assert.Equal(0.2300, RankerSelection.Cheapest(trials[..1]).Gain);
        Assert.Throws<InvalidDataException>(() => RankerSelection.Cheapest([]));
    }

    /// <summary>A feature that is taken away is asked by no tree, and the groups keep the rest.</summary>
    [Fact]
    public void Without_Features_AreAskedByNoTree()
    {
        RankerSettings settings = new(20, 16, 0.1, 20);
        RankerGroups fewer = s_groups.Without(["price", "price-ratio", "price-ratio-last"]);
        Assert.Contains("price-ratio-last", RankerSelection.Make(LambdaMart.Train(s_groups, settings), settings, "all").Features);
        Assert.DoesNotContain(RankerSelection.Make(LambdaMart.Train(fewer, settings), settings, "fewer").Features, name => name.StartsWith("price", StringComparison.Ordinal));
        Assert.Equal(s_groups.Rows.Length, fewer.Rows.Length);
    }
}
