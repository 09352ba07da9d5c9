using ProductSpace.Training.Runs;

namespace ProductSpace.Training.Tests.Runs;

/// <summary>A training as a .NET host runs it: early stop, checkpoints, resume, cancellation.</summary>
public sealed class TrainingRunTests : IDisposable
{
    private static readonly Prod2VecOptions s_training = new()
    {
        Dimension = 8, Epochs = 6, Threads = 2, Schedule = LearningRateSchedule.Constant,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly SessionCorpus _corpus = TestCorpus.Clustered(40, 300, 4, seed: 1);

    public void Dispose()
    {
        _corpus.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_AllEpochs_WritesTheLast()
    {
        List<int> told = [];
        using TrainingRunResult result = Train(Options("model"), new ScriptedJudge(.1, .9, .2, .3, .4, .5), told);
        Assert.Equal((6, false, .5), (result.Epoch, result.StoppedEarly, result.Scores!.Next.HitRate20));
        Assert.Equal([1, 2, 3, 4, 5, 6], told);
        Assert.Equal(told, result.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(.9, result.Epochs[1].HeldOut!.Next.HitRate20);
        Assert.Null(result.Drift);
        RequireVectors("model", epochs: 6);
        Assert.Equal(["model"], Made());
    }

    [Fact]
    public void Run_WithoutJudge_HasNoScores()
    {
        using TrainingRunResult result = Train(Options("model"), null);
        Assert.Equal((6, null), (result.Epoch, result.Scores));
        Assert.All(result.Epochs, epoch => Assert.Null(epoch.HeldOut));
    }

    [Theory]
    [InlineData(Space.Next, 2, 4)]
    [InlineData(Space.Similar, 1, 3)]
    public void Run_EarlyStop_KeepsTheBestEpochOfTheSpace(Space space, int best, int trained)
    {
        TrainingRunOptions options = Options("model") with { EarlyStop = 2, Select = space };
        using TrainingRunResult result = Train(options, new ScriptedJudge(.1, .3, .2, .3, .4, .5));
        Assert.Equal((best, true, trained), (result.Epoch, result.StoppedEarly, result.Epochs.Count));
        Assert.Equal(result.Epochs[best - 1].HeldOut, result.Scores);
        Assert.Equal(best, result.Model.Provenance.EpochsDone);
        RequireVectors("model", best);
        Assert.Equal(["model"], Made());
    }

    [Fact]
    public void Run_Cancelled_KeepsTheCheckpointAndResumesToTheSameBytes()
    {
        TrainingRunOptions options = Options("model") with { CheckpointFolder = _folder.File("checkpoint") };
        TrainingInterruptedException interrupted = Cancel(options, new ScriptedJudge(.1, .2, .3, .4, .5, .6), epoch: 2);
        Assert.Equal((2, 6), (interrupted.Epoch, interrupted.Epochs));
        Assert.Equal((null, _folder.File("checkpoint")), (interrupted.ModelFolder, interrupted.CheckpointFolder));
        Assert.Equal(["checkpoint"], Made());

        TrainingRunOptions resume = Options("model") with { ResumeFolder = _folder.File("checkpoint") };
        using TrainingRunResult result = Train(resume, new ScriptedJudge(.1, .2, .3, .4, .5, .6));
        Assert.Equal((6, 4), (result.Epoch, result.Epochs.Count));
        RequireVectors("model", epochs: 6);
        RequireVectors("checkpoint", epochs: 6);
    }

    [Fact]
    public void Run_CancelledAfterTheBestEpoch_ResumesWithIt()
    {
        double[] rates = [.5, .4, .3, .2, .1, .1];
        TrainingRunOptions options = Options("model") with
        {
            CheckpointFolder = _folder.File("checkpoint"), EarlyStop = 3,
        };
        Cancel(options, new ScriptedJudge(rates), epoch: 2);
        Assert.Equal(["checkpoint", "checkpoint.best"], Made());

        TrainingRunOptions resume = options with { ResumeFolder = _folder.File("checkpoint") };
        using TrainingRunResult result = Train(resume, new ScriptedJudge(rates));
        Assert.Equal((1, true, 2), (result.Epoch, result.StoppedEarly, result.Epochs.Count));
        Assert.Equal(.5, result.Scores!.Next.HitRate20);
        RequireVectors("model", epochs: 1);
    }

    [Fact]
    public void Run_CancelledWithKeepOnCancel_LastEpochIsTheModel()
    {
        TrainingRunOptions options = Options("model") with { KeepOnCancel = true };
        TrainingInterruptedException interrupted = Cancel(options, null, epoch: 3);
        Assert.Equal((3, _folder.File("model")), (interrupted.Epoch, interrupted.ModelFolder));
        Assert.Null(interrupted.CheckpointFolder);
        Assert.Contains("epoch 3 of 6", interrupted.Message, StringComparison.Ordinal);
        RequireVectors("model", epochs: 3);
        Assert.Equal(["model"], Made());
    }

    [Fact]
    public void Run_CancelledInTheFirstEpoch_LeavesNothing()
    {
        TrainingRunOptions options = Options("model") with { KeepOnCancel = true };
        TrainingInterruptedException interrupted = Cancel(options, null, epoch: 0);
        Assert.Equal((0, null), (interrupted.Epoch, interrupted.ModelFolder));
        Assert.Empty(Made());
    }

    [Fact]
    public void Run_StartFolder_TellsHowFarTheModelMoved()
    {
        using TrainingRunResult old = Train(Options("old"), null);
        using TrainingRunResult result = Train(Options("model") with { StartFolder = _folder.File("old") }, null);
        Assert.Equal(40, result.Drift!.CommonProducts);
        Assert.Equal(old.ModelHash, result.Model.Provenance.StartedFrom);
        Assert.NotEqual(old.ModelHash, result.ModelHash);
    }

    [Fact]
    public void TrainingRun_OptionsWithoutSense_AreRefusedBeforeTheLogIsRead()
    {
        Directory.CreateDirectory(_folder.File("taken"));
        File.WriteAllText(_folder.File("taken/notes.txt"), "mine");
        TrainingRunOptions options = Options("model");
        Assert.Throws<ArgumentException>(() => new TrainingRun(s_training with { Dimension = 0 }, options));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingRun(s_training, options with { EarlyStop = -1 }));
        Assert.Throws<ArgumentException>(
            () => new TrainingRun(s_training, options with { CheckpointFolder = _folder.File("model/") }));
        foreach (TrainingRunOptions refused in new[]
        {
            Options("taken"),
            options with { CheckpointFolder = _folder.File("taken") },
            options with { ResumeFolder = _folder.File("none") },
            options with { StartFolder = _folder.File("none") },
        })
        {
            Assert.Throws<TrainingInputException>(() => new TrainingRun(s_training, refused));
        }

        Assert.Equal(["taken"], Made());
    }

    [Fact]
    public void Begin_EarlyStopWithoutJudge_IsRefused()
    {
        using TrainingRun run = new(s_training, Options("model") with { EarlyStop = 1 });
        Assert.Throws<TrainingInputException>(() => run.Begin(_corpus));
        Assert.Throws<InvalidOperationException>(() => run.Run());
    }

    [Fact]
    public void Run_Twice_IsRefused()
    {
        using TrainingRun run = new(s_training, Options("model"));
        run.Begin(_corpus);
        Assert.Throws<InvalidOperationException>(() => run.Begin(_corpus));
        run.Run().Dispose();
        Assert.Throws<InvalidOperationException>(() => run.Run());
    }

    private TrainingRunOptions Options(string model) => new() { ModelFolder = _folder.File(model) };

    private TrainingRunResult Train(TrainingRunOptions options, IEpochJudge? judge, List<int>? told = null)
    {
        using TrainingRun run = new(s_training, options);
        run.Begin(_corpus, judge);
        return run.Run(null, new Told(epoch => told?.Add(epoch)));
    }

    /// <summary>Cancels when this epoch is reported; 0 cancels before the first.</summary>
    private TrainingInterruptedException Cancel(TrainingRunOptions options, IEpochJudge? judge, int epoch)
    {
        using CancellationTokenSource source = new();
        using TrainingRun run = new(s_training, options);
        run.Begin(_corpus, judge);
        if (epoch == 0)
        {
            source.Cancel();
        }

        Told told = new(done =>
        {
            if (done == epoch)
            {
                source.Cancel();
            }
        });
        return Assert.Throws<TrainingInterruptedException>(() => run.Run(null, told, source.Token));
    }

    /// <summary>Compares a model folder with a plain training of this many epochs.</summary>
    private void RequireVectors(string folder, int epochs)
    {
        using Prod2VecTrainer trainer = new(_corpus, s_training);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            trainer.RunEpoch();
        }

        using EmbeddingModel model = EmbeddingModel.Load(_folder.File(folder));
        for (int product = 0; product < model.ProductCount; product++)
        {
            Assert.Equal(trainer.InRow(product), model.InRow(product));
            Assert.Equal(trainer.OutRow(product), model.OutRow(product));
        }
    }

    private string[] Made() =>
        [.. Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];

    private sealed class Told(Action<int> tell) : IProgress<TrainedEpoch>
    {
        public void Report(TrainedEpoch value) => tell(value.Epoch);
    }
}
