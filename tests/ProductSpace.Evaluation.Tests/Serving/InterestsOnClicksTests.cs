using System.Globalization;
using ProductSpace.Evaluation.Blends;
using ProductSpace.Evaluation.Tests.Blends;
using ProductSpace.Recommendations;
using ProductSpace.Training;
using Xunit.Abstractions;

namespace ProductSpace.Evaluation.Tests.Serving;

/// <summary>What telling interests apart costs or brings on real clicks, by what a snapshot serves.</summary>
public class InterestsOnClicksTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void Recommend_Interests_CostLittleOnClicks()
    {
        Skip.IfNot(Campaign.IsLong, "a campaign: set PRODUCTSPACE_CAMPAIGN to 2 or more");
        RealLogs log = RealLogs.Yoochoose("train_tr", "train_valid");
        using ProductIndex index = ServedBlend.Build(new BlendRecipe(), log.Train);
        double plain = HitRate(index, log, new Placement());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"together: HR@20 {plain:F4}"));
        double worst = 1;
        foreach (int interests in new[] { 2, 3 })
        {
            foreach (float similarity in new[] { 0, 0.2f, 0.4f })
            {
                double rate = HitRate(index, log, new Placement { Interests = interests, InterestSimilarity = similarity });
                worst = Math.Min(worst, rate / plain);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{interests} interests from similarity {similarity}: HR@20 {rate:F4}"));
            }
        }

        Assert.InRange(worst, 0.7, 1.1);
    }

    private static double HitRate(ProductIndex index, RealLogs log, Placement placement)
    {
        int[] ordinals = [.. Enumerable.Range(0, log.Train.ProductCount).Select(product => index.TryGetOrdinal($"{product}", out int ordinal) ? ordinal : -1)];
        Recommendation[] hits = new Recommendation[20];
        ShopperEvent[] events = new ShopperEvent[500];
        int asked = 0;
        int found = 0;
        for (int session = 0; session < log.Test.Count; session += 2)
        {
            ReadOnlySpan<int> products = log.Test.Products(session);
            int known = 0;
            for (int i = 0; i + 1 < products.Length && i < events.Length; i++)
            {
                if (products[i] < ordinals.Length && ordinals[products[i]] >= 0)
                {
                    events[known++] = new ShopperEvent(ordinals[products[i]]);
                }

                int next = products[i + 1] < ordinals.Length ? ordinals[products[i + 1]] : -1;
                if (i >= 2 && next >= 0)
                {
                    int count = index.Recommend(new ShopperState(events.AsSpan(0, known)), hits, placement).Count;
                    asked++;
                    found += Array.FindIndex(hits, 0, count, hit => hit.Ordinal == next) >= 0 ? 1 : 0;
                }
            }
        }

        return (double)found / asked;
    }
}
