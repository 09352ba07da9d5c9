using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>
/// Products that no session of the training holds, placed by their metadata tokens. The shop: shoppers who keep to one
/// category and there to one brand; a brand's products are in several categories.
/// </summary>
public class ColdStartTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Categories = 8;
    private const int Brands = 12;
    private const int ProductsEach = 20;
    private const int Products = Categories * Brands * ProductsEach;
    private const int Depth = 20;
    private const int EveryHidden = 20;

    [Fact]
    public void ColdVector_HiddenProducts_FindThreeTimesAsManyCoViewedAsPopularity()
    {
        int[][] sessions = Sessions(9600, 1);
        int[][] shown = [.. sessions.Select(session => session.Where(product => !IsHidden(product)).ToArray()).Where(session => session.Length > 1)];
        using SessionCorpus corpus = PlantedCorpus.Of(shown);
        ProductMetadata metadata = new(corpus);
        for (int index = 0; index < corpus.ProductCount; index++)
        {
            foreach ((string field, string value) in MetadataOf(PlantedCorpus.Number(corpus, index)))
            {
                metadata.Set(field, corpus.ProductId(index), value);
            }
        }

        using Prod2VecTrainer trainer = Trainings.Run(corpus, new Prod2VecOptions { Dimension = 32, Epochs = 8, LearningRate = 0.05, MetadataWeight = 1 }, metadata);
        using EmbeddingModel model = trainer.Finish();

        // The truth: products that were viewed beside the hidden one, more than once.
        double cold = 0, popular = 0, found = 0, most = 0, wrong = 0;
        int[] hidden = [.. Enumerable.Range(0, Products).Where(IsHidden)];
        foreach (int product in hidden)
        {
            HashSet<int> truth = CoViewed(sessions, product);
            cold += Share(Nearest(model, MetadataOf(product)), truth);
            wrong += Share(Nearest(model, MetadataOf((product + ProductsEach) % Products)), truth);
            most += Math.Min(1, (double)truth.Count / Depth);
            popular += Share(ByCount(corpus).Where(other => CategoryOf(other) == CategoryOf(product)).Take(Depth), truth);
            found += FoundBy(model, product) <= Depth ? 1 : 0;
        }

        (cold, popular, found, most) = (cold / hidden.Length, popular / hidden.Length, found / hidden.Length, most / hidden.Length);
        wrong /= hidden.Length;
        output.WriteLine($"truly co-viewed in the top {Depth} of {hidden.Length} hidden products: cold vectors {cold:P1}, of the wrong brand {wrong:P1}, category popularity {popular:P1}, the most that can be {most:P1}; hidden products found as candidates in the top {Depth}: {found:P0}");
        Assert.True(cold >= 3 * popular, $"cold {cold:F3}, popularity {popular:F3}");
        Assert.True(wrong < cold / 3, $"cold {cold:F3}, wrong brand {wrong:F3}");
        Assert.True(found > 0.9, $"found {found:F3}");
    }

    [Fact]
    public void ColdVector_Tokens_IsTheMeanOfKnownOnes()
    {
        using SessionCorpus corpus = PlantedCorpus.Of([[1, 2, 3], [2, 3, 4], [4, 1]]);
        ProductMetadata metadata = new(corpus);
        metadata.Set("category", "1", "x");
        metadata.Set("category", "2", "y");
        metadata.Set("brand", "1", "x");
        using Prod2VecTrainer trainer = Trainings.Run(corpus, new Prod2VecOptions { Dimension = 5, Epochs = 2, MetadataWeight = 1 }, metadata);
        using EmbeddingModel model = trainer.Finish();
        float[] vector = new float[5];
        Assert.True(model.ColdVector([("category", "y"), ("brand", "x"), ("brand", "unheard of")], Space.Next, vector));
        int category = model.ProductCount + model.Metadata.ToList().IndexOf("category=y");
        int brand = model.ProductCount + model.Metadata.ToList().IndexOf("brand=x");
        for (int i = 0; i < vector.Length; i++)
        {
            Assert.Equal((model.OutRow(category)[i] + model.OutRow(brand)[i]) / 2, vector[i]);
        }

        Assert.True(model.ColdVector([("brand", "x")], Space.Similar, vector));
        Assert.True(model.InRow(brand).SequenceEqual(vector));
        Assert.False(model.ColdVector([("brand", "y"), ("price", "x")], Space.Similar, vector));
        Assert.All(vector, number => Assert.Equal(0, number));
        Assert.Throws<ArgumentException>(() => model.ColdVector([], Space.Similar, new float[4]));
    }

    /// <summary>The corpus has its products by falling count.</summary>
    private static IEnumerable<int> ByCount(SessionCorpus corpus) => Enumerable.Range(0, corpus.ProductCount).Select(index => PlantedCorpus.Number(corpus, index));

    private static int CategoryOf(int product) => product / (Brands * ProductsEach);

    private static int BrandOf(int product) => product / ProductsEach % Brands;

    private static bool IsHidden(int product) => (product * 2_654_435_761L >> 8) % EveryHidden == 0;

    private static (string Field, string Value)[] MetadataOf(int product) => [("category", $"c{CategoryOf(product)}"), ("brand", $"b{BrandOf(product)}")];

    /// <summary>Three views of four are of category and brand, the others of the category; some products are far more popular.</summary>
    private static int[][] Sessions(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int category = random.Next(Categories), brand = random.Next(Brands);
            return Enumerable.Range(0, 6).Select(_ => random.Next(4) > 0 ? brand : random.Next(Brands))
                .Select(one => (((category * Brands) + one) * ProductsEach) + Math.Min(random.Next(ProductsEach), random.Next(ProductsEach))).ToArray();
        })];
    }

    private static HashSet<int> CoViewed(int[][] sessions, int product) =>
        [.. sessions.Where(session => session.Contains(product)).SelectMany(session => session.Distinct()).Where(other => !IsHidden(other))
            .GroupBy(other => other).Where(group => group.Count() > 1).Select(group => group.Key)];

    private static double Share(IEnumerable<int> list, HashSet<int> truth) => (double)list.Count(truth.Contains) / Depth;

    /// <summary>Products nearest to the cold IN vector by OUT.</summary>
    private static IEnumerable<int> Nearest(EmbeddingModel model, (string, string)[] metadata)
    {
        float[] query = new float[model.Dimension];
        Assert.True(model.ColdVector(metadata, Space.Similar, query));
        return Enumerable.Range(0, model.ProductCount).OrderByDescending(index => Trainings.Cosine(query, model.OutRow(index))).Take(Depth)
            .Select(index => int.Parse(model.ProductId(index), System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Rank of the hidden product's cold OUT vector among all products, asked by one of its category and brand.</summary>
    private static int FoundBy(EmbeddingModel model, int product)
    {
        float[] cold = new float[model.Dimension];
        Assert.True(model.ColdVector(MetadataOf(product), Space.Next, cold));
        int asks = Enumerable.Range(0, model.ProductCount).First(index => int.Parse(model.ProductId(index), System.Globalization.CultureInfo.InvariantCulture) / ProductsEach == product / ProductsEach);
        double score = Trainings.Cosine(model.InRow(asks), cold);
        return 1 + Enumerable.Range(0, model.ProductCount).Count(other => other != asks && Trainings.Cosine(model.InRow(asks), model.OutRow(other)) > score);
    }
}
