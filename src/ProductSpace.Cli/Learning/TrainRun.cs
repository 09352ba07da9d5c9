using ProductSpace.Training;

namespace ProductSpace.Cli.Learning;

/// <summary>
/// Epoch after epoch: train, keep a checkpoint, judge, print, and stop early where that was asked for. What is judged only
/// decides when to stop and which epoch is kept, never a byte of an epoch. An interruption leaves what the plan promises.
/// </summary>
internal sealed class TrainRun(Prod2VecTrainer trainer, HeldOutJudge judge, TrainPlan plan, TextWriter text, ConsoleProgress progress) : IDisposable
{
    private readonly EpochFolders _folders = new(plan);
    private (string Folder, int Epoch)? _saved = plan.Resume is string resume ? (resume, trainer.EpochsDone) : null;
    private BestEpoch? _best;

    public List<TrainedEpoch> Epochs { get; } = [];

    /// <summary>Epoch of the model that <see cref="Run"/> gave.</summary>
    public int Chosen { get; private set; }

    /// <summary>Its held-out figures; null without held-out sessions.</summary>
    public HeldOutScores? ChosenScores { get; private set; }

    public bool StoppedEarly { get; private set; }

    /// <summary>All epochs, and what <paramref name="finish"/> does with the model that they give.</summary>
    public void Run(Action<EmbeddingModel> finish, CancellationToken cancellationToken)
    {
        try
        {
            Train(cancellationToken);
            using EmbeddingModel model = Choose(cancellationToken);
            finish(model);
        }
        catch (OperationCanceledException exception)
        {
            throw Interrupted(exception);
        }
    }

    public void Dispose() => _folders.Dispose();

    private void Train(CancellationToken cancellationToken)
    {
        if (_folders.Best is string folder)
        {
            _best = new BestEpoch(folder, plan.Select);
            TakeUp(_best, cancellationToken);
        }

        while (trainer.EpochsDone < trainer.Options.Epochs && !ShouldStop())
        {
            EpochReport report = trainer.RunEpoch(progress, cancellationToken);
            if (_folders.Last is string last)
            {
                // Not cancelled: a finished epoch is worth the seconds.
                trainer.Save(last, CancellationToken.None);
                _saved = (last, report.Epoch);
            }

            HeldOutScores? scores = judge.Judge(trainer, cancellationToken);
            TrainedEpoch epoch = new(report.Epoch, report.Loss, report.Pairs, report.Seconds, report.EventsPerSecond, scores);
            Epochs.Add(epoch);
            ChosenScores = scores;
            progress.Clear();
            TrainText.Epoch(text, epoch, trainer.Options.Epochs);
            if (scores is not null)
            {
                _best?.Offer(trainer, scores);
            }
        }

        StoppedEarly = trainer.EpochsDone < trainer.Options.Epochs;
    }

    private bool ShouldStop() => _best is { Epoch: > 0 } && trainer.EpochsDone - _best.Epoch >= plan.EarlyStop;

    private void TakeUp(BestEpoch best, CancellationToken cancellationToken)
    {
        if (plan.Resume is string checkpoint && trainer.EpochsDone > 0)
        {
            best.TakeUp(checkpoint, trainer, judge, cancellationToken);

            // An interruption may have come before the checkpoint's own epoch was judged.
            if (best.Epoch < trainer.EpochsDone && judge.Judge(trainer, cancellationToken) is HeldOutScores scores)
            {
                best.Offer(trainer, scores);
            }
        }
    }

    private EmbeddingModel Choose(CancellationToken cancellationToken)
    {
        Chosen = _best is { Epoch: > 0 } ? _best.Epoch : trainer.EpochsDone;
        ChosenScores = _best?.Scores ?? ChosenScores ?? judge.Judge(trainer, cancellationToken);
        return Chosen == trainer.EpochsDone ? trainer.Finish() : EmbeddingModel.Load(_folders.Best!, cancellationToken);
    }

    private OperationCanceledException Interrupted(OperationCanceledException exception)
    {
        progress.Clear();
        if (_saved is not (string folder, int epoch))
        {
            return plan.Checkpoint is null && !plan.KeepOnCancel
                ? exception
                : new InterruptedException("interrupted before the first epoch was finished: nothing was written", exception);
        }

        List<string> parts = [];
        if (plan.KeepOnCancel)
        {
            using EmbeddingModel model = EmbeddingModel.Load(folder, CancellationToken.None);
            model.Save(plan.Out, CancellationToken.None);
            parts.Add($"epoch {epoch} of {trainer.Options.Epochs} is the model in {plan.Out}");
        }

        if ((plan.Checkpoint ?? plan.Resume) is not null)
        {
            parts.Add($"epoch {epoch} of {trainer.Options.Epochs} stands in {folder}, and the same command with --resume {folder} goes on from there");
        }

        return new InterruptedException($"interrupted: {string.Join("; ", parts)}", exception);
    }
}
