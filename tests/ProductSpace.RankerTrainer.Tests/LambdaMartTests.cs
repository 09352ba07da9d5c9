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
