using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>Negatives of the viewed product's own category (Grbovic and Cheng, KDD 2018) must tell apart what the category holds.</summary>
public class CategoryNegativesTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly int s_seeds = Campaign.IsLong ? 3 : 1;

    private readonly PlantedShop _shop = new() { Categories = 8, GroupsPerCategory = 8, ProductsPerGroup = 20, CategoryShare = 0.25, AnywhereShare = 0.05 };

    [Fact]
    public void Train_CategoryNegatives_TellProductsOfACategoryApart()
    {
        Figures none = Mean(0, Category);
        Figures some = Mean(2, Category);

        // The control: as many negatives, from categories without meaning.
        Figures blind = Mean(2, product => product % _shop.Categories);
        output.WriteLine($"without {none}\nwith {some}\nwithout meaning {blind}");
        Assert.True(some.Within > none.Within * 1.02 && some.Ndcg > none.Ndcg * 1.02, $"without {none}, with {some}");
        Assert.True(some.All >= none.All * 0.99, $"without {none}, with {some}");
        Assert.True(some.Within > blind.Within && some.Ndcg > blind.Ndcg, $"with {some}, without meaning {blind}");
    }

    private int Category(int product) => _shop.CategoryOf(product);

    private Figures Mean(int negatives, Func<int, int> categoryOf)
    {
        Figures[] all = [.. Enumerable.Range(1, s_seeds).Select(seed => Judge(negatives, categoryOf, seed))];
        return new Figures(all.Average(one => one.Within), all.Average(one => one.Ndcg), all.Average(one => one.All));
    }

    private Figures Judge(int negatives, Func<int, int> categoryOf, int seed)
    {
        int[][] sessions = _shop.Sessions(5000, seed);
        using SessionCorpus corpus = PlantedCorpus.Of(sessions);
        ProductMetadata metadata = new(corpus);
        for (int index = 0; index < corpus.ProductCount; index++)
        {
            metadata.Set("category", corpus.ProductId(index), $"c{categoryOf(PlantedCorpus.Number(corpus, index))}");
        }

        int[][] later = PlantedCorpus.Sessions(corpus, _shop.Sessions(600, 100 + seed));
        using Prod2VecTrainer trainer = Trainings.Run(corpus, new Prod2VecOptions { Dimension = 32, Epochs = 15, LearningRate = 0.05, CategoryNegatives = negatives, Seed = (ulong)seed }, metadata);
        int[] categories = [.. Enumerable.Range(0, corpus.ProductCount).Select(index => _shop.CategoryOf(PlantedCorpus.Number(corpus, index)))];
        (double within, double ndcg) = Within(trainer, categories, later);
        return new Figures(within, ndcg, Trainings.HitRate(trainer, corpus, later));
    }

    /// <summary>The next view against the products of its own category only, where the view before is of it too; IN to OUT.</summary>
    private static (double HitRate, double Ndcg) Within(Prod2VecTrainer trainer, int[] categories, int[][] sessions)
    {
        double hits = 0, ndcg = 0;
        int count = 0;
        foreach (int[] session in sessions)
        {
            for (int i = 1; i < session.Length; i++)
            {
                int last = session[i - 1], next = session[i];
                if (last < 0 || next < 0 || categories[last] != categories[next])
                {
                    continue;
                }

                double score = Trainings.Cosine(trainer.InRow(last), trainer.OutRow(next));
                int rank = 1 + Enumerable.Range(0, categories.Length).Count(other => other != last && categories[other] == categories[next] && Trainings.Cosine(trainer.InRow(last), trainer.OutRow(other)) > score);
                hits += RankingMetrics.HitRate(rank, 10);
                ndcg += RankingMetrics.NdcgNext(rank, 10);
                count++;
            }
        }

        return (hits / count, ndcg / count);
    }

    /// <summary>HR@10 and NDCG@10 within the category, HR@20 among all products.</summary>
    private sealed record Figures(double Within, double Ndcg, double All);
}
