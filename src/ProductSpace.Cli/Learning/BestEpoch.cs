using ProductSpace.Training;

namespace ProductSpace.Cli.Learning;

/// <summary>
/// The best epoch so far by held-out hit rate, and its model on disk. What it knows follows from the epochs alone, so that
/// a resumed training ends where one that was never interrupted does: the best model is judged again, not remembered.
/// </summary>
internal sealed class BestEpoch(string folder, Space space)
{
    private double _hitRate = -1;

    /// <summary>Which epoch; 0 before the first.</summary>
    public int Epoch { get; private set; }

    public HeldOutScores? Scores { get; private set; }

    /// <summary>Keeps the trainer's epoch where it is better than all before.</summary>
    public void Offer(Prod2VecTrainer trainer, HeldOutScores scores)
    {
        if (scores[space].HitRate20 > _hitRate)
        {
            trainer.Save(folder, CancellationToken.None);
            Set(trainer.EpochsDone, scores);
        }
    }

    /// <summary>Takes up the best epoch that stands beside a checkpoint, where it is one of the same training.</summary>
    public void TakeUp(string checkpoint, Prod2VecTrainer trainer, HeldOutJudge judge, CancellationToken cancellationToken)
    {
        string stored = EpochFolders.BestOf(checkpoint);
        if (!Directory.Exists(stored))
        {
            return;
        }

        using EmbeddingModel model = EmbeddingModel.Load(stored, cancellationToken);
        ModelProvenance mine = trainer.Provenance;
        if (model.Provenance with { EpochsDone = 0 } != mine with { EpochsDone = 0 } || model.Provenance.EpochsDone > mine.EpochsDone)
        {
            return;
        }

        if (Path.GetFullPath(stored) != Path.GetFullPath(folder))
        {
            model.Save(folder, cancellationToken);
        }

        Set(model.Provenance.EpochsDone, judge.Judge(model, cancellationToken)!);
    }

    private void Set(int epoch, HeldOutScores scores)
    {
        Epoch = epoch;
        Scores = scores;
        _hitRate = scores[space].HitRate20;
    }
}
