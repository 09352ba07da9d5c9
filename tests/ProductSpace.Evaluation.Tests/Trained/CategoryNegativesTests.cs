using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>Negatives of the viewed product's own category (Grbovic and Cheng, KDD 2018) must tell apart what the category holds.</summary>
public class CategoryNegativesTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Seeds = 3;

    private readonly PlantedShop _shop = new() { Categories = 8, GroupsPerCategory = 8, ProductsPerGroup = 20, CategoryShare = 0.25, AnywhereShare = 0.15 };

    [Fact]
    public void Train_CategoryNegatives_WithinCategoryRises()
    {
        foreach (int negatives in (int[])[0, 1, 2, 5])
        {
            (double within, double ndcg, double all) = (0, 0, 0);
            for (int seed = 1; seed <= Seeds; seed++)
            {
                (double w, double n, double a) = Figures(negatives, seed);
                (within, ndcg, all) = (within + w / Seeds, ndcg + n / Seeds, all + a / Seeds);
            }

            output.WriteLine($"category negatives {negatives}: within category HR@10 {within:F4}, NDCG@10 {ndcg:F4}, global HR@20 {all:F4}");
        }
    }

    private (double Within, double Ndcg, double All) Figures(int negatives, int seed)
    {
        int[][] sessions = _shop.Sessions(3000, seed);
        using SessionCorpus corpus = PlantedCorpus.Of(sessions);
        ProductMetadata metadata = new(corpus);
        for (int index = 0; index < corpus.ProductCount; index++)
        {
            metadata.Set("category", corpus.ProductId(index), $"c{_shop.CategoryOf(PlantedCorpus.Number(corpus, index))}");
        }

        int[][] later = PlantedCorpus.Sessions(corpus, _shop.Sessions(600, 100 + seed));
        using Prod2VecTrainer trainer = Trainings.Run(corpus, new Prod2VecOptions { Dimension = 32, Epochs = 10, CategoryNegatives = negatives, Seed = (ulong)seed }, metadata);
        int[] categories = [.. Enumerable.Range(0, corpus.ProductCount).Select(index => _shop.CategoryOf(PlantedCorpus.Number(corpus, index)))];
        (double within, double ndcg) = Within(trainer, categories, later);
        return (within, ndcg, Trainings.HitRate(trainer, corpus, later));
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
}
