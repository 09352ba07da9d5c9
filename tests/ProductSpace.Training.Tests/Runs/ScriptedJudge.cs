using ProductSpace.Training.Runs;

namespace ProductSpace.Training.Tests.Runs;

/// <summary>Gives each epoch the hit rate that a test wrote down for it, whatever its vectors are.</summary>
internal sealed class ScriptedJudge(params double[] rates) : IEpochJudge
{
    public int Predictions => 100;

    public HeldOutScores? Judge(IProductVectors vectors, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int epoch = vectors is Prod2VecTrainer trainer
            ? trainer.EpochsDone
            : ((EmbeddingModel)vectors).Provenance.EpochsDone;
        double rate = rates[epoch - 1];
        return new HeldOutScores(new HeldOutScore(1 - rate, 0), new HeldOutScore(rate, 0));
    }
}
