using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>A purchase as context of every view of its session (Grbovic and Cheng, KDD 2018): the views lead to what is bought.</summary>
public class PurchaseContextTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Offset = 4;

    private readonly PlantedShop _shop = new() { Categories = 10, GroupsPerCategory = 5, ProductsPerGroup = 12, CategoryShare = 0.15, AnywhereShare = 0.05 };

    [Fact]
    public void Train_PurchaseContext_BoughtProductRanksHigher()
    {
        double without = 0, with = 0;
        for (int seed = 1; seed <= 2; seed++)
        {
            int[][] sessions = _shop.Sessions(3000, seed);
            Random random = new(seed);

            // Half of the visits buy; what they buy is viewed in visits to its own group.
            int[][] purchases = [.. sessions.Select(views => random.Next(2) == 0 ? (int[])[Bought(views)] : [])];
            int[][] later = [.. _shop.Sessions(500, 100 + seed).Select(views => (int[])[.. views, Bought(views)])];
            using SessionCorpus corpus = PlantedCorpus.Of(sessions, purchases);
            int[][] known = PlantedCorpus.Sessions(corpus, later);
            Prod2VecOptions options = new() { Dimension = 32, Epochs = 10, LearningRate = 0.05, Seed = (ulong)seed };
            without += MeanRank(corpus, options with { PurchaseContext = false }, known) / 2;
            with += MeanRank(corpus, options, known) / 2;
        }

        output.WriteLine($"mean rank of the bought product among {_shop.Products}: without {without:F1}, with {with:F1}");
        Assert.True(with < without / 2, $"without {without:F1}, with {with:F1}");
        Assert.True(with < 30, $"with {with:F1}");
    }

    /// <summary>One of two products of another group of the category, told by the group that most views are of.</summary>
    private int Bought(int[] views)
    {
        int group = views.GroupBy(_shop.GroupOf).OrderByDescending(one => one.Count()).ThenBy(one => one.Key).First().Key;
        int other = (group + Offset) % (_shop.Categories * _shop.GroupsPerCategory);
        return (other * _shop.ProductsPerGroup) + (views[0] % 2);
    }

    /// <summary>Rank of the last product of each session, IN to OUT; those viewed before stay in the ranking.</summary>
    private static double MeanRank(SessionCorpus corpus, Prod2VecOptions options, int[][] sessions)
    {
        using Prod2VecTrainer trainer = Trainings.Run(corpus, options);
        RankingResult result = Trainings.Judge(trainer, corpus, sessions)[RepeatMode.Allowed];
        double sum = 0;
        int count = 0;
        for (int prediction = 0; prediction < result.Count; prediction++)
        {
            bool isLast = prediction + 1 == result.Count || result.Sessions[prediction + 1] != result.Sessions[prediction];
            if (isLast && result.NextRanks[prediction] != RankingMetrics.NotRanked)
            {
                sum += result.NextRanks[prediction];
                count++;
            }
        }

        return sum / count;
    }
}
