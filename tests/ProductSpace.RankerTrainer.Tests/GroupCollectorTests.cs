using ProductSpace.Recommendations;
using ProductSpace.Training;

namespace ProductSpace.RankerTrainer.Tests;

public class GroupCollectorTests
{
    private static readonly PlantedShop s_shop = new("freshness");

    /// <summary>One group a moment, and the order in which the placement serves it.</summary>
    [Fact]
    public void Collect_Sessions_AreMomentsWithTheServedCandidates()
    {
        EvaluationLog log = s_shop.Log(50, seed: 5);
        Placement placement = new() { RankedCandidates = 30 };
        RankerGroups groups = GroupCollector.Collect(s_shop.Index, log, placement, int.MaxValue);
        Assert.Equal(150, groups.Count);
        Recommendation[] hits = new Recommendation[30];
        for (int group = 0; group < groups.Count; group++)
        {
            int[] views = [.. log.Sessions.Products(groups.Sessions[group])];
            int position = 1 + (group % 3);
            ShopperEvent[] events = [.. views[..position].Select(Event)];
            s_shop.Index.Recommend(new ShopperState(events), hits, placement);
            Assert.Equal(30, groups.SizeOf(group));
            int next = Event(views[position]).Ordinal;
            Assert.Equal(Array.FindIndex(hits, hit => hit.Ordinal == next), groups.Next[group]);
            Assert.Equal(hits[0].Score, groups.RowsOf(group)[0], 1e-3f);
        }
    }

    [Fact]
    public void Collect_MoreThanTheMost_AreSpread()
    {
        RankerGroups groups = GroupCollector.Collect(s_shop.Index, s_shop.Log(50, seed: 5), new Placement(), 10);
        Assert.Equal([2, 7, 12, 17, 22, 27, 32, 37, 42, 47], groups.Sessions);
    }

    /// <summary>Places of the judge by a group whose answer is known: one of three is found first, one is missed.</summary>
    [Fact]
    public void Judge_KnownPlaces_GivesTheirGains()
    {
        int features = RankerGroups.Features;
        int price = Ranker.KnownFeatures.ToList().IndexOf("price");
        float[] rows = new float[9 * features];
        for (int i = 0; i < 9; i++)
        {
            rows[(i * features) + price] = i % 3;
        }

        RankerGroups groups = new([0, 1, 2], [0, 3, 6, 9], [2, -1, 0], rows);
        Ranker dearest = new(["price"], [new RankerTree([0, 0], [1.5f, 0.5f], [1, ~2], [~0, ~1], [2, 1, 0])], "made");
        RankerJudge judged = RankerJudge.Of(groups, dearest);
        Assert.Equal((0.5 + 0 + 1) / 3, judged.Before, 1e-9);
        Assert.Equal((1 + 0 + 0.5) / 3, judged.After, 1e-9);
        Assert.Equal((2.0 / 3, 2.0 / 3), (judged.RecallBefore, judged.RecallAfter));
        Assert.Equal(judged.After, RankerJudge.GainOf(groups, dearest), 1e-9);
    }

    private static ShopperEvent Event(int product) =>
        new(s_shop.Index.TryGetOrdinal($"p{product}", out int ordinal) ? ordinal : -1);
}
