namespace ProductSpace.Training.Runs;

/// <summary>
/// The best epoch so far by held-out hit rate, and its model on disk. On resume the stored model is judged again rather
/// than remembered, so that a resumed run ends where an uninterrupted one does.
/// </summary>
internal sealed class BestEpoch(string folder, Space space)
{
    private double _hitRate = -1;

    /// <summary>Number of the epoch; 0 before the first.</summary>
    public int Epoch { get; private set; }

    public HeldOutScores? Scores { get; private set; }

    /// <summary>Keeps the trainer's epoch if it is better than all before.</summary>
    public void Offer(Prod2VecTrainer trainer, HeldOutScores scores)
    {
        if (scores[space].HitRate20 > _hitRate)
        {
            trainer.Save(folder, CancellationToken.None);
            Set(trainer.EpochsDone, scores);
        }
    }

    /// <summary>Restores the best epoch stored next to a checkpoint, if it belongs to the same training.</summary>
    public void Restore(
        string checkpoint, Prod2VecTrainer trainer, IEpochJudge judge, CancellationToken cancellationToken)
    {
        string stored = EpochFolders.BestOf(checkpoint);
        if (!Directory.Exists(stored))
        {
            return;
        }

        using EmbeddingModel model = EmbeddingModel.Load(stored, cancellationToken);
        ModelProvenance mine = trainer.Provenance;
        bool isSameTraining = model.Provenance with { EpochsDone = 0 } == mine with { EpochsDone = 0 };
        if (!isSameTraining || model.Provenance.EpochsDone > mine.EpochsDone)
        {
            return;
        }

        HeldOutScores? scores = judge.Judge(model, cancellationToken);
        if (scores is null)
        {
            return;
        }

        if (Path.GetFullPath(stored) != Path.GetFullPath(folder))
        {
            model.Save(folder, cancellationToken);
        }

        Set(model.Provenance.EpochsDone, scores);
    }

    private void Set(int epoch, HeldOutScores scores)
    {
        Epoch = epoch;
        Scores = scores;
        _hitRate = scores[space].HitRate20;
    }
}
