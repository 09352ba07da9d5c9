using ProductSpace.Training.Tests.Models;

namespace ProductSpace.Training.Tests;

/// <summary>Checkpoints, going on from them, and beginning with an older model.</summary>
public sealed class TrainerStartTests : IDisposable
{
    private static readonly Prod2VecOptions s_options = new() { Dimension = 8, Epochs = 4, MetadataWeight = 0.3, CategoryNegatives = 1, Threads = 2 };

    private readonly TestLog _log = new();
    private readonly CleanedLog _cleaned;

    public TrainerStartTests() => _cleaned = _log.Clean(TestLog.Random(1, 400));

    public void Dispose()
    {
        _cleaned.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(1, LearningRateSchedule.Linear)]
    [InlineData(3, LearningRateSchedule.Linear)]
    [InlineData(2, LearningRateSchedule.Constant)]
    public void Resume_AfterAnyEpoch_GivesTheBytesOfAnUninterruptedTraining(int epochs, LearningRateSchedule schedule)
    {
        Prod2VecOptions options = s_options with { Schedule = schedule };
        using (Prod2VecTrainer whole = new(_cleaned.Corpus, options, Metadata()))
        {
            Run(whole, 4);
            whole.Save(_log.File("whole"));
        }

        using (Prod2VecTrainer first = new(_cleaned.Corpus, options with { Threads = 1 }, Metadata()))
        {
            Run(first, epochs);
            first.Save(_log.File("checkpoint"));
        }

        using (EmbeddingModel checkpoint = EmbeddingModel.Load(_log.File("checkpoint")))
        using (Prod2VecTrainer second = Prod2VecTrainer.Resume(_cleaned.Corpus, options, Metadata(), checkpoint))
        {
            Assert.Equal(epochs, second.EpochsDone);
            Run(second, 4 - epochs);
            using EmbeddingModel model = second.Finish();
            model.Save(_log.File("resumed"));
        }

        RequireEqualFolders("whole", "resumed");
    }

    [Fact]
    public void Resume_MoreEpochsWithAConstantRate_GivesTheBytesOfTheLongerTraining()
    {
        Prod2VecOptions longer = s_options with { Schedule = LearningRateSchedule.Constant, Epochs = 6 };
        Train("longer", longer, 6);
        Train("checkpoint", longer with { Epochs = 4 }, 4);
        using (EmbeddingModel checkpoint = EmbeddingModel.Load(_log.File("checkpoint")))
        using (Prod2VecTrainer second = Prod2VecTrainer.Resume(_cleaned.Corpus, longer, Metadata(), checkpoint))
        {
            Run(second, 2);
            second.Save(_log.File("resumed"));
        }

        RequireEqualFolders("longer", "resumed");
    }

    [Fact]
    public void Resume_AnotherTraining_RefusedByTheDifference()
    {
        Train("checkpoint", s_options, 2);
        using EmbeddingModel checkpoint = EmbeddingModel.Load(_log.File("checkpoint"));
        using CleanedLog other = _log.Clean(TestLog.Random(2, 400));
        using EmbeddingModel imported = TestModels.Random(3, 8, 1);
        foreach ((string words, Func<Prod2VecTrainer> start) in new (string, Func<Prod2VecTrainer>)[]
        {
            ("with window 5, now it is 6", () => Resume(s_options with { Window = 6 })),
            ("with dimension 8, now it is 9", () => Resume(s_options with { Dimension = 9 })),
            ("with schedule linear, now it is constant", () => Resume(s_options with { Schedule = LearningRateSchedule.Constant })),
            ("with epochs 4, now it is 5 (more epochs need a constant schedule", () => Resume(s_options with { Epochs = 5 })),
            ("another log", () => Prod2VecTrainer.Resume(other.Corpus, s_options, null, checkpoint)),
            ("comes from \"test 1\"", () => Prod2VecTrainer.Resume(_cleaned.Corpus, s_options, null, imported)),
            ("metadata fields \"category\", now they are \"\"", () => Prod2VecTrainer.Resume(_cleaned.Corpus, s_options, null, checkpoint)),
            ("another category for product p", () => Prod2VecTrainer.Resume(_cleaned.Corpus, s_options, Metadata(5), checkpoint)),
        })
        {
            TrainingInputException refusal = Assert.Throws<TrainingInputException>(() => start().Dispose());
            Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
        }

        Prod2VecTrainer Resume(Prod2VecOptions options) => Prod2VecTrainer.Resume(_cleaned.Corpus, options, Metadata(), checkpoint);
    }

    [Fact]
    public void Save_BetweenEpochs_ChangesNothing()
    {
        Train("whole", s_options, 4);
        using (Prod2VecTrainer saving = new(_cleaned.Corpus, s_options, Metadata()))
        {
            for (int epoch = 0; epoch < 4; epoch++)
            {
                Run(saving, 1);
                saving.Save(_log.File("each"));
            }
        }

        RequireEqualFolders("whole", "each");
    }

    [Fact]
    public void Save_AfterAnInterruptedEpoch_Throws()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        using Prod2VecTrainer trainer = new(_cleaned.Corpus, s_options, Metadata());
        Assert.ThrowsAny<OperationCanceledException>(() => trainer.RunEpoch(null, source.Token));
        Assert.Throws<InvalidOperationException>(() => trainer.Save(_log.File("never")));
        Assert.False(Directory.Exists(_log.File("never")));
    }

    [Fact]
    public void WarmStart_BeforeAnEpoch_HasTheOldRowsAndNamesTheOldModel()
    {
        Train("old", s_options, 4);
        using EmbeddingModel old = EmbeddingModel.Load(_log.File("old"));
        using CleanedLog later = _log.Clean(TestLog.Random(7, 100) + "new,1700000000,p0\nnew,1700000100,p999\n");
        using Prod2VecTrainer trainer = Prod2VecTrainer.WarmStart(later.Corpus, s_options, null, old);
        Assert.Equal(later.Corpus.ProductCount - 1, trainer.KnownProducts);
        Dictionary<string, int> rows = Enumerable.Range(0, old.ProductCount).ToDictionary(old.ProductId);
        for (int product = 0; product < later.Corpus.ProductCount; product++)
        {
            if (rows.TryGetValue(later.Corpus.ProductId(product), out int row))
            {
                Assert.Equal(old.InRow(row).ToArray(), trainer.InRow(product).ToArray());
                Assert.Equal(old.OutRow(row).ToArray(), trainer.OutRow(product).ToArray());
            }
            else
            {
                Assert.Equal("p999", later.Corpus.ProductId(product));
                Assert.All(trainer.OutRow(product).ToArray(), number => Assert.Equal(0, number));
            }
        }

        trainer.Save(_log.File("new"));
        using EmbeddingModel saved = EmbeddingModel.Load(_log.File("new"));
        Assert.Equal(32, saved.Provenance.StartedFrom.Length);
        Assert.Equal(old.FileHash, saved.Provenance.StartedFrom);
        Assert.Equal(string.Empty, old.Provenance.StartedFrom);
    }

    [Fact]
    public void WarmStart_Trained_MovesLessThanAColdStart()
    {
        Train("old", s_options, 4);
        using EmbeddingModel old = EmbeddingModel.Load(_log.File("old"));
        using CleanedLog later = _log.Clean(TestLog.Random(7, 400));
        Prod2VecOptions options = s_options with { Seed = 9, Epochs = 2, CategoryNegatives = 0, MetadataWeight = 0 };
        using Prod2VecTrainer warm = Prod2VecTrainer.WarmStart(later.Corpus, options, null, old);
        using Prod2VecTrainer cold = new(later.Corpus, options);
        Run(warm, 2);
        Run(cold, 2);
        using EmbeddingModel fromOld = warm.Finish(), fromNothing = cold.Finish();
        Assert.True(ModelDrift.Compare(old, fromOld).MeanCosine > ModelDrift.Compare(old, fromNothing).MeanCosine + 0.1);
    }

    [Fact]
    public void WarmStart_ModelThatDoesNotFit_Refused()
    {
        Train("old", s_options, 1);
        using EmbeddingModel old = EmbeddingModel.Load(_log.File("old"));
        using EmbeddingModel unsaved = TestModels.Random(3, 8, 1);
        using EmbeddingModel strange = TestModels.Make(["x", "y"], 8, (_, _) => 1);
        strange.Save(_log.File("strange"));
        using EmbeddingModel saved = EmbeddingModel.Load(_log.File("strange"));
        Assert.Contains("has 8 numbers a vector, 16 are asked for", Assert.Throws<TrainingInputException>(() => Start(s_options with { Dimension = 16 }, old)).Message, StringComparison.Ordinal);
        Assert.Contains("none of the log's products", Assert.Throws<TrainingInputException>(() => Start(s_options, saved)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Start(s_options, unsaved));

        void Start(Prod2VecOptions options, EmbeddingModel from) => Prod2VecTrainer.WarmStart(_cleaned.Corpus, options, null, from).Dispose();
    }

    private static void Run(Prod2VecTrainer trainer, int epochs)
    {
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            trainer.RunEpoch();
        }
    }

    private void Train(string name, Prod2VecOptions options, int epochs)
    {
        using Prod2VecTrainer trainer = new(_cleaned.Corpus, options, Metadata());
        Run(trainer, epochs);
        trainer.Save(_log.File(name));
    }

    private ProductMetadata Metadata(int shelves = 4)
    {
        ProductMetadata metadata = new(_cleaned.Corpus);
        for (int product = 0; product < _cleaned.Corpus.ProductCount; product++)
        {
            string id = _cleaned.Corpus.ProductId(product);
            metadata.Set("category", id, $"shelf/{int.Parse(id[1..], System.Globalization.CultureInfo.InvariantCulture) % shelves}");
        }

        return metadata;
    }

    private void RequireEqualFolders(string expected, string actual)
    {
        string[] files = [.. Directory.GetFiles(_log.File(expected)).Select(Path.GetFileName).Order()!];
        Assert.Equal(files, Directory.GetFiles(_log.File(actual)).Select(Path.GetFileName).Order()!);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(_log.File(expected), file)), File.ReadAllBytes(Path.Combine(_log.File(actual), file))));
    }
}
