using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ProductSpace.Training.Tests;

public class Prod2VecTrainerTests
{
    private static readonly Prod2VecOptions s_options = new() { Dimension = 20, Epochs = 2, Buckets = 8, SubsamplingThreshold = 0.01 };

    /// <summary>Large enough for eight buckets and several chunks.</summary>
    [Fact]
    public void RunEpoch_AnyThreads_SameBytesAndLoss()
    {
        using SessionCorpus corpus = TestCorpus.Clustered(8200, 9000, 40, seed: 4);
        ProductMetadata metadata = new(corpus);
        for (int product = 0; product < corpus.ProductCount; product++)
        {
            metadata.Set("category", corpus.ProductId(product), $"c{product % 11}");
        }

        Prod2VecOptions options = s_options with { CategoryNegatives = 1, MetadataWeight = 0.5 };
        (UInt128 Hash, double Loss)[] runs = [.. new[] { 1, 2, 3, 8 }.Select(threads => Train(corpus, options with { Threads = threads }, metadata))];
        Assert.All(runs, run => Assert.Equal(runs[0], run));

        // The test can tell: another schedule or seed is another history.
        Assert.NotEqual(runs[0].Hash, Train(corpus, options with { Buckets = 3 }, metadata).Hash);
        Assert.NotEqual(runs[0].Hash, Train(corpus, options with { Seed = 2 }, metadata).Hash);
    }

    [Fact]
    public void RunEpoch_SeveralEpochs_LossFalls()
    {
        using SessionCorpus corpus = TestCorpus.Clustered(200, 4000, 10, seed: 4);
        using Prod2VecTrainer trainer = new(corpus, s_options with { Epochs = 5 });
        List<double> losses = [];
        while (trainer.EpochsDone < 5)
        {
            losses.Add(trainer.RunEpoch().Loss);
        }

        // One true and five drawn products at even chances: 6 ln 2.
        Assert.InRange(losses[0], 1, 6 * Math.Log(2));
        Assert.True(losses[4] < losses[0] - 0.1, string.Join(' ', losses));
        Assert.Throws<InvalidOperationException>(() => trainer.RunEpoch());
    }

    [Fact]
    public void RunEpoch_Cancelled_ThrowsAndIsOfNoUse()
    {
        using SessionCorpus corpus = TestCorpus.Clustered(300, 3000, 10, seed: 4);
        using Prod2VecTrainer trainer = new(corpus, s_options);
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => trainer.RunEpoch(null, source.Token));
        Assert.Throws<InvalidOperationException>(() => trainer.RunEpoch());
        Assert.Throws<InvalidOperationException>(() => trainer.Finish());
    }

    [Fact]
    public void Finish_AfterTraining_GivesModelWithProvenance()
    {
        using SessionCorpus corpus = TestCorpus.Clustered(300, 3000, 10, seed: 4);
        using Prod2VecTrainer trainer = new(corpus, s_options with { Threads = 2 });
        trainer.RunEpoch();
        using EmbeddingModel model = trainer.Finish();
        Assert.Equal(corpus.ProductCount, model.ProductCount);
        Assert.Equal(corpus.ProductId(7), model.ProductId(7));
        Assert.Equal(20, model.InRow(3).Length);
        Assert.NotEqual(0, model.OutRow(3)[0]);
        Assert.Equal(1, model.Provenance.EpochsDone);
        Assert.Equal(0, model.Provenance.Options!.Threads);
        Assert.Equal(corpus.ContentHash.ToString("x32", System.Globalization.CultureInfo.InvariantCulture), model.Provenance.LogHash);
    }

    [Theory]
    [InlineData("Dimension", 0)]
    [InlineData("Epochs", 0)]
    [InlineData("Window", 1001)]
    [InlineData("Negatives", 101)]
    [InlineData("Buckets", 65)]
    public void Constructor_OptionOutOfRange_IsNamed(string name, int value)
    {
        using SessionCorpus corpus = TestCorpus.Of("a b", "b c");
        Prod2VecOptions options = new();
        typeof(Prod2VecOptions).GetProperty(name)!.SetValue(options, value);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new Prod2VecTrainer(corpus, options));
        Assert.Contains($"{name} is {value}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_NothingToLearn_IsRefused()
    {
        using SessionCorpus corpus = TestCorpus.Of("a a");
        Assert.Contains("at least two", Assert.Throws<TrainingInputException>(() => new Prod2VecTrainer(corpus, s_options)).Message, StringComparison.Ordinal);
    }

    /// <summary>Two products, one session: tables with one row and no negatives that are not true ones.</summary>
    [Fact]
    public void RunEpoch_SmallestLog_StaysFinite()
    {
        using SessionCorpus corpus = TestCorpus.Of("a b");
        using Prod2VecTrainer trainer = new(corpus, s_options with { Epochs = 50, LearningRate = 1, MinLearningRate = 1 });
        while (trainer.EpochsDone < 50)
        {
            Assert.True(double.IsFinite(trainer.RunEpoch().Loss));
        }

        Assert.All(trainer.InRow(0).ToArray(), number => Assert.True(float.IsFinite(number)));
    }

    private static (UInt128 Hash, double Loss) Train(SessionCorpus corpus, Prod2VecOptions options, ProductMetadata? metadata)
    {
        using Prod2VecTrainer trainer = new(corpus, options, metadata);
        double loss = 0;
        while (trainer.EpochsDone < options.Epochs)
        {
            loss = trainer.RunEpoch().Loss;
        }

        XxHash128 hash = new();
        for (int row = 0; row < trainer.Rows.Rows; row++)
        {
            hash.Append(MemoryMarshal.AsBytes(trainer.InRow(row)));
            hash.Append(MemoryMarshal.AsBytes(trainer.OutRow(row)));
        }

        return (hash.GetCurrentHashAsUInt128(), loss);
    }
}
