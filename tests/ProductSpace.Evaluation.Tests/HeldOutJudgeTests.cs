using System.Globalization;
using System.Text;
using ProductSpace.Training;
using ProductSpace.Training.Runs;

namespace ProductSpace.Evaluation.Tests;

/// <summary>Scores of held-out sessions, and what a host does with them.</summary>
public sealed class HeldOutJudgeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(8, 500)]
    [InlineData(4_166_666, 50)]
    [InlineData(int.MaxValue, 1)]
    public void Predictions_ByDimension_AreBounded(int dimension, int most)
    {
        using CleanedLog cleaned = Clean(0.2);
        HeldOutJudge judge = new(cleaned.Corpus, dimension, threads: 1);
        Assert.InRange(judge.Positions, 200, 600);
        Assert.Equal(Math.Min(most, judge.Positions), judge.Predictions);
    }

    [Fact]
    public void Judge_NothingHeldOut_IsNull()
    {
        using CleanedLog cleaned = Clean(0);
        using Prod2VecTrainer trainer = new(cleaned.Corpus, new Prod2VecOptions { Dimension = 8 });
        HeldOutJudge judge = new(cleaned.Corpus, 8, threads: 1);
        Assert.Equal((0, 0L), (judge.Predictions, judge.Positions));
        Assert.Null(judge.Judge(trainer));
        Assert.Throws<InvalidOperationException>(() => judge.Judge(trainer, Space.Next));
    }

    [Fact]
    public void Judge_TrainerAndItsSavedModel_GiveTheSameFigures()
    {
        using CleanedLog cleaned = Clean(0.2);
        using Prod2VecTrainer trainer = new(cleaned.Corpus, new Prod2VecOptions { Dimension = 8, Epochs = 3 });
        HeldOutScores random = new HeldOutJudge(cleaned.Corpus, 8, threads: 1).Judge(trainer)!;
        for (int epoch = 0; epoch < 3; epoch++)
        {
            trainer.RunEpoch();
        }

        trainer.Save(_folder.File("m"));
        using EmbeddingModel model = EmbeddingModel.Load(_folder.File("m"));
        HeldOutJudge judge = new(cleaned.Corpus, 8, threads: 1);
        HeldOutScores now = judge.Judge(trainer)!;
        Assert.Equal(now, new HeldOutJudge(cleaned.Corpus, 8, threads: 2).Judge(model));
        Assert.True(now.Similar.HitRate20 > random.Similar.HitRate20 + 0.2);
        Assert.Equal(now.Next, now[Space.Next]);
        Assert.Equal(now.Similar, judge.Judge(trainer, Space.Similar));
    }

    /// <summary>Baselines are asked what the model is asked: popularity by hand, over the same predictions.</summary>
    [Fact]
    public void JudgeBaselines_Popularity_IsThatOfTheTrainingSessions()
    {
        using CleanedLog cleaned = Clean(0.2);
        HeldOutJudge judge = new(cleaned.Corpus, 8, threads: 1);
        BaselineScore popularity = judge.JudgeBaselines()[0];
        Assert.Equal("popularity", popularity.Name);
        int hits = 0, all = 0;
        foreach (int[] session in cleaned.Corpus.HeldOut)
        {
            for (int i = 1; i < session.Length; i++, all++)
            {
                // Products are numbered by descending counts: the first 20 but the current one are recommended.
                int place = session[i] - (session[i - 1] < session[i] ? 1 : 0);
                hits += place < 20 && session[i] != session[i - 1] ? 1 : 0;
            }
        }

        Assert.Equal(judge.Predictions, all);
        Assert.Equal((double)hits / all, popularity.Score.HitRate20, 12);
        using CleanedLog nothing = Clean(0);
        Assert.Empty(new HeldOutJudge(nothing.Corpus, 8, threads: 1).JudgeBaselines());
    }

    /// <summary>A run as the doc comment of <see cref="TrainingRun"/> shows it, on a small log.</summary>
    [Fact]
    public void TrainingRun_EarlyStopByHeldOutSessions_KeepsTheBestEpoch()
    {
        Prod2VecOptions training = new()
        {
            Dimension = 8, Epochs = 60, Schedule = LearningRateSchedule.Constant, LearningRate = 0.2,
        };
        TrainingRunOptions options = new() { ModelFolder = _folder.File("model"), EarlyStop = 2 };
        using TrainingRun run = new(training, options);
        using CleanedLog cleaned = Clean(0.2);
        run.Begin(cleaned.Corpus, new HeldOutJudge(cleaned.Corpus, training.Dimension));
        using TrainingRunResult result = run.Run();
        double[] rates = [.. result.Epochs.Select(epoch => epoch.HeldOut!.Next.HitRate20)];
        int best = Array.IndexOf(rates, rates.Max()) + 1;
        Assert.Equal((best, best + 2, true), (result.Epoch, rates.Length, result.StoppedEarly));
        using EmbeddingModel model = EmbeddingModel.Load(options.ModelFolder);
        Assert.Equal(best, model.Provenance.EpochsDone);
        Assert.Equal(result.Scores, new HeldOutJudge(cleaned.Corpus, training.Dimension).Judge(model));
    }

    /// <summary>500 sessions of six views that each stay on one of 12 shelves of 8 products.</summary>
    private CleanedLog Clean(double share)
    {
        Random random = new(1);
        StringBuilder log = new("session_id,timestamp,product_id\n");
        for (int session = 0; session < 500; session++)
        {
            int shelf = random.Next(12);
            for (int view = 0; view < 6; view++)
            {
                int time = 1_700_000_000 + (session * 1000) + (view * 20);
                log.Append(CultureInfo.InvariantCulture, $"s{session},{time},p{(shelf * 8) + random.Next(8)}\n");
            }
        }

        string path = _folder.File("log.csv");
        File.WriteAllText(path, log.ToString());
        return SessionLog.Clean([path], null, new CleaningOptions { MinCount = 1, HeldOutShare = share });
    }
}
