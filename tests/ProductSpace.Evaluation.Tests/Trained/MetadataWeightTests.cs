using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>Metadata tokens carry over what a thin log says of a brand to each of its products (Vasile, Smirnova, Conneau, RecSys 2016).</summary>
public class MetadataWeightTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Brands = 20;
    private const int Products = 1000;

    [Fact]
    public void Train_ThinLogWithMetadataTokens_BrandsAreSeenWhereViewsAloneDoNotTell()
    {
        // Each product is viewed some ten times, always among its brand's fifty.
        Random random = new(1);
        int[][] sessions = [.. Enumerable.Range(0, 2500).Select(_ => random.Next(Brands)).Select(brand => Enumerable.Range(0, 4).Select(_ => brand + (Brands * random.Next(Products / Brands))).ToArray())];
        using SessionCorpus corpus = PlantedCorpus.Of(sessions);
        Prod2VecOptions options = new() { Dimension = 32, Epochs = 4 };
        double without = Purity(corpus, options, product => product % Brands);
        double with = Purity(corpus, options with { MetadataWeight = 1 }, product => product % Brands);

        // The control: tokens that say nothing.
        double blind = Purity(corpus, options with { MetadataWeight = 1 }, product => product / Brands % Brands);
        output.WriteLine($"purity@10 of brands: without {without:F3}, with tokens {with:F3}, with tokens without meaning {blind:F3}");
        Assert.True(with > without + 0.2, $"without {without:F3}, with {with:F3}");
        Assert.True(with > blind + 0.2, $"with {with:F3}, without meaning {blind:F3}");
    }

    [Fact]
    public void Train_MetadataWeightOfZero_MetadataDoNotShow()
    {
        using SessionCorpus corpus = PlantedCorpus.Of([[1, 2, 3], [2, 3, 4], [4, 1]]);
        Prod2VecOptions options = new() { Dimension = 8, Epochs = 2 };
        using Prod2VecTrainer none = Trainings.Run(corpus, options);
        using Prod2VecTrainer zero = Trainings.Run(corpus, options, Tokens(corpus, product => product % 2));
        using Prod2VecTrainer one = Trainings.Run(corpus, options with { MetadataWeight = 1 }, Tokens(corpus, product => product % 2));
        Assert.True(none.InRow(0).SequenceEqual(zero.InRow(0)));
        Assert.False(none.InRow(0).SequenceEqual(one.InRow(0)));
    }

    private static ProductMetadata Tokens(SessionCorpus corpus, Func<int, int> brandOf)
    {
        ProductMetadata metadata = new(corpus);
        for (int index = 0; index < corpus.ProductCount; index++)
        {
            metadata.Set("brand", corpus.ProductId(index), $"b{brandOf(PlantedCorpus.Number(corpus, index))}");
        }

        return metadata;
    }

    private static double Purity(SessionCorpus corpus, Prod2VecOptions options, Func<int, int> tokenOf)
    {
        using Prod2VecTrainer trainer = Trainings.Run(corpus, options, Tokens(corpus, tokenOf));
        return Trainings.Purity(trainer, corpus, product => product % Brands);
    }
}
