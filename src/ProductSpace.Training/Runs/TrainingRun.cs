using ProductSpace.Training.Models;

namespace ProductSpace.Training.Runs;

/// <summary>
/// A whole training, as <c>productspace train</c> runs it: epoch after epoch, with checkpoints, scores on held-out
/// sessions, early stop, and the model on disk at the end. Scores decide when to stop and which epoch is kept, never
/// what an epoch learns: the same log, options and seed give the same bytes for any number of threads. One run trains
/// one model; one thread may use it at a time.
/// </summary>
/// <example>
/// <code>
/// TrainingRunOptions options = new() { ModelFolder = "model", CheckpointFolder = "checkpoint", EarlyStop = 3 };
/// Prod2VecOptions training = new() { Epochs = 50, Schedule = LearningRateSchedule.Constant };
/// using TrainingRun run = new(training, options);
/// using CleanedLog log = SessionLog.Clean(["views.csv.gz"], cleaning: new CleaningOptions { HeldOutShare = 0.02 });
/// run.Begin(log.Corpus, new HeldOutJudge(log.Corpus, run.TrainingOptions.Dimension));
/// using TrainingRunResult result = run.Run(cancellationToken: stopping);
/// </code>
/// </example>
public sealed class TrainingRun : IDisposable
{
    private readonly TrainingRunOptions _options;
    private readonly RunStart _start;
    private readonly List<TrainedEpoch> _epochs = [];
    private Prod2VecTrainer? _trainer;
    private IEpochJudge? _judge;
    private EpochFolders? _folders;
    private BestEpoch? _best;
    private (string Folder, int Epoch)? _saved;
    private bool _hasRun;

    /// <summary>
    /// Checks the options and the folders, and reads the model to start from, if any: what would make the run fail
    /// shows here, before the log is read.
    /// </summary>
    /// <param name="training">Options of the training.</param>
    /// <param name="options">Where the run reads and writes, and when it ends.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or two contradict each other.</exception>
    /// <exception cref="TrainingInputException">
    /// A folder cannot be written, or holds no model to start from.
    /// </exception>
    public TrainingRun(
        Prod2VecOptions training, TrainingRunOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        training.Validate();
        _options = options with { CheckpointFolder = options.CheckpointFolder ?? options.ResumeFolder };
        _options.Check();
        TrainingOptions = training;
        _start = new RunStart(options.ResumeFolder, options.StartFolder, training, cancellationToken);
    }

    /// <summary>Options of the training.</summary>
    public Prod2VecOptions TrainingOptions { get; }

    /// <summary>
    /// Creates the trainer: with random vectors, those of the checkpoint, or those of the older model. To be called
    /// once, before <see cref="Run"/>.
    /// </summary>
    /// <param name="corpus">The cleaned sessions; must not be disposed before the run has ended.</param>
    /// <param name="judge">Scores every epoch; null to score none.</param>
    /// <param name="metadata">Categories, brands and the like of the products; null for none.</param>
    /// <returns>The trainer, to be looked at only: the run trains and disposes it.</returns>
    /// <exception cref="TrainingInputException">
    /// The corpus has nothing to learn from, the checkpoint belongs to another training, or early stop has no held-out
    /// sessions to judge by.
    /// </exception>
    public Prod2VecTrainer Begin(SessionCorpus corpus, IEpochJudge? judge = null, ProductMetadata? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        if (_trainer is not null)
        {
            throw new InvalidOperationException("the run has begun; use another one for another training");
        }

        if (_options.EarlyStop > 0 && judge is not { Predictions: > 0 })
        {
            throw new TrainingInputException("early stop has nothing to judge by: no session was held out");
        }

        _trainer = _start.CreateTrainer(corpus, metadata);
        _judge = judge;
        _saved = _options.ResumeFolder is string resume ? (resume, _trainer.EpochsDone) : null;
        return _trainer;
    }

    /// <summary>Trains all epochs, or fewer with early stop, and writes the model. To be called once.</summary>
    /// <param name="progress">Told from several threads how far the current epoch is; null for nobody.</param>
    /// <param name="epochs">Told every finished epoch on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The model and its scores.</returns>
    /// <exception cref="TrainingInterruptedException">
    /// The run was cancelled. The exception tells which epoch was kept; the model folder is as it was before, unless
    /// <see cref="TrainingRunOptions.KeepOnCancel"/> is set.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// <see cref="Begin"/> was not called, or the run has ended.
    /// </exception>
    public TrainingRunResult Run(
        IProgress<TrainingProgress>? progress = null,
        IProgress<TrainedEpoch>? epochs = null,
        CancellationToken cancellationToken = default)
    {
        if (_trainer is null || _hasRun)
        {
            throw new InvalidOperationException(_hasRun ? "the run has ended" : "call Begin first");
        }

        _hasRun = true;
        _folders = new EpochFolders(_options);
        try
        {
            Train(_trainer, progress, epochs, cancellationToken);
            return Finish(_trainer, cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw Interrupted(_trainer, exception);
        }
    }

    /// <summary>Frees the trainer, and deletes temporary folders. Checkpoint and model stay.</summary>
    public void Dispose()
    {
        _start.Dispose();
        _trainer?.Dispose();
        _folders?.Dispose();
    }

    private void Train(
        Prod2VecTrainer trainer,
        IProgress<TrainingProgress>? progress,
        IProgress<TrainedEpoch>? epochs,
        CancellationToken cancellationToken)
    {
        if (_folders!.Best is string folder)
        {
            _best = new BestEpoch(folder, _options.Select);
            Restore(_best, trainer, cancellationToken);
        }

        while (trainer.EpochsDone < trainer.Options.Epochs && !ShouldStop(trainer))
        {
            EpochReport report = trainer.RunEpoch(progress, cancellationToken);
            if (_folders.Last is string last)
            {
                // Not cancelled: a finished epoch is worth the seconds.
                trainer.Save(last, CancellationToken.None);
                _saved = (last, report.Epoch);
            }

            HeldOutScores? scores = _judge?.Judge(trainer, cancellationToken);
            TrainedEpoch epoch = new(
                report.Epoch, report.Loss, report.Pairs, report.Seconds, report.EventsPerSecond, scores);
            _epochs.Add(epoch);
            epochs?.Report(epoch);
            if (scores is not null)
            {
                _best?.Offer(trainer, scores);
            }
        }
    }

    private bool ShouldStop(Prod2VecTrainer trainer) =>
        _best is { Epoch: > 0 } && trainer.EpochsDone - _best.Epoch >= _options.EarlyStop;

    private void Restore(BestEpoch best, Prod2VecTrainer trainer, CancellationToken cancellationToken)
    {
        if (_options.ResumeFolder is string checkpoint && trainer.EpochsDone > 0)
        {
            best.Restore(checkpoint, trainer, _judge!, cancellationToken);

            // The run may have been interrupted after its checkpoint was written and before that epoch was judged.
            if (best.Epoch < trainer.EpochsDone && _judge!.Judge(trainer, cancellationToken) is HeldOutScores scores)
            {
                best.Offer(trainer, scores);
            }
        }
    }

    private TrainingRunResult Finish(Prod2VecTrainer trainer, CancellationToken cancellationToken)
    {
        bool stoppedEarly = trainer.EpochsDone < trainer.Options.Epochs;
        int epoch = _best is { Epoch: > 0 } ? _best.Epoch : trainer.EpochsDone;
        HeldOutScores? scores = _best?.Scores
            ?? (_epochs.Count > 0 ? _epochs[^1].HeldOut : null)
            ?? _judge?.Judge(trainer, cancellationToken);
        EmbeddingModel model = epoch == trainer.EpochsDone
            ? trainer.Finish()
            : EmbeddingModel.Load(_folders!.Best!, cancellationToken);
        try
        {
            DriftReport? drift = _start.Drift(model, cancellationToken);
            model.Save(
                _options.ModelFolder,
                _options.LearnTable?.Invoke(cancellationToken),
                _options.CatalogFile,
                cancellationToken);
            string hash = ModelFolder.HashOf(_options.ModelFolder, CancellationToken.None);
            return new TrainingRunResult(model, hash, drift)
            {
                Epoch = epoch, Scores = scores, StoppedEarly = stoppedEarly, Epochs = _epochs,
            };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private TrainingInterruptedException Interrupted(Prod2VecTrainer trainer, OperationCanceledException exception)
    {
        int epochs = trainer.Options.Epochs;
        if (_saved is not (string folder, int epoch))
        {
            return new TrainingInterruptedException(0, epochs, null, null, exception);
        }

        if (_options.KeepOnCancel)
        {
            using EmbeddingModel model = EmbeddingModel.Load(folder, CancellationToken.None);
            model.Save(_options.ModelFolder, null, _options.CatalogFile, CancellationToken.None);
        }

        return new TrainingInterruptedException(
            epoch,
            epochs,
            _options.KeepOnCancel ? _options.ModelFolder : null,
            _options.CheckpointFolder is null ? null : folder,
            exception);
    }
}
