using ProductSpace.Cli.Learning;
using ProductSpace.Cli.Tests.Verbs;
using ProductSpace.Training;

namespace ProductSpace.Cli.Tests.Learning;

public sealed class HeldOutJudgeTests : IDisposable
{
    private readonly TrainFolder _folder = new();

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
        Assert.Null(judge.Judge(trainer, CancellationToken.None));
    }

    [Fact]
    public void Judge_TrainerAndItsSavedModel_GiveTheSameFigures()
    {
        using CleanedLog cleaned = Clean(0.2);
        using Prod2VecTrainer trainer = new(cleaned.Corpus, new Prod2VecOptions { Dimension = 8, Epochs = 3 });
        HeldOutScores random = new HeldOutJudge(cleaned.Corpus, 8, threads: 1).Judge(trainer, CancellationToken.None)!;
        for (int epoch = 0; epoch < 3; epoch++)
        {
            trainer.RunEpoch();
        }

        trainer.Save(_folder.File("m"));
        using EmbeddingModel model = EmbeddingModel.Load(_folder.File("m"));
        HeldOutScores now = new HeldOutJudge(cleaned.Corpus, 8, threads: 1).Judge(trainer, CancellationToken.None)!;
        Assert.Equal(now, new HeldOutJudge(cleaned.Corpus, 8, threads: 2).Judge(model, CancellationToken.None));
        Assert.True(now.Similar.HitRate20 > random.Similar.HitRate20 + 0.2);
        Assert.Equal(now.Next, now[Space.Next]);
    }

    private CleanedLog Clean(double share) =>
        SessionLog.Clean([_folder.Log], null, new CleaningOptions { MinCount = 1, HeldOutShare = share });
}
