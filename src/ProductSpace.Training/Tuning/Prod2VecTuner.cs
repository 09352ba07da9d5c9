using System.Diagnostics;
using ProductSpace.Training.Corpus;

namespace ProductSpace.Training.Tuning;

/// <summary>
/// Searches better options by many short trainings on a sample of the sessions, judged by a score of the caller. The
/// defaults of word2vec are far from the best for recommendation (Caselles-Dupre et al. 2018); a tenth of the sessions
/// shows most of it (Chamberlain et al. 2020). One thread can call it at a time.
/// </summary>
public sealed class Prod2VecTuner : IDisposable
{
    /// <summary>
    /// Share behind the best after half of the epochs from which a trial is abandoned: it does not catch up.
    /// </summary>
    private const double HopelessShare = 0.25;

    private readonly Prod2VecOptions _first;
    private readonly TuningOptions _tuning;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>
    /// Draws the sample: whole sessions, chosen by a hash of their place in the log and the seed, and only the products
    /// in them.
    /// </summary>
    /// <param name="corpus">The cleaned log; can be disposed afterwards.</param>
    /// <param name="first">Options to start with; what is not searched stays as it is here.</param>
    /// <param name="tuning">Options of the search; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="TrainingInputException">The sample has nothing to learn from.</exception>
    public Prod2VecTuner(
        SessionCorpus corpus,
        Prod2VecOptions first,
        TuningOptions? tuning = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(first);
        _tuning = tuning ?? new TuningOptions();
        _tuning.Check();
        first.Validate();
        _first = first with { Epochs = Math.Min(first.Epochs, _tuning.MaxEpochs) };
        double share = _tuning.ShareOf(corpus.TokenCount);
        Sample = CorpusSample.Of(corpus, share, _tuning.Seed, _tuning.TemporaryFolder, cancellationToken);
        if (Sample.ProductCount < 2)
        {
            Sample.Dispose();
            throw new TrainingInputException(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"a sample of {share:P1} of {corpus.SessionCount:N0} sessions holds fewer than two products; "
                    + $"take a larger one"));
        }
    }

    /// <summary>
    /// Sample of the sessions that trials train on, with the held-out sessions in its numbering: what a score looks at.
    /// Disposed with the tuner.
    /// </summary>
    public SessionCorpus Sample { get; }

    /// <summary>Tries settings until trials, budget or ideas are used up.</summary>
    /// <param name="score">Called after each epoch; higher is better.</param>
    /// <param name="metadata">
    /// Metadata of the sample's products, made by <c>new ProductMetadata(tuner.Sample)</c>; null for none.
    /// </param>
    /// <param name="progress">Told each trial when it has ended; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A score is not a finite number.</exception>
    public TuningResult Run(
        Func<Prod2VecTrainer, double> score,
        ProductMetadata? metadata = null,
        IProgress<TuningTrial>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(score);
        Setting[] settings = Setting.All(_first, metadata is { Fields.Count: > 0 });
        CoordinateSearch search = new(_first, settings, _tuning);
        List<TuningTrial> trials = [];
        foreach (Prod2VecOptions options in search.Ask())
        {
            TuningTrial trial = Try(trials.Count + 1, options, score, metadata, search.Best, cancellationToken);
            trials.Add(trial);
            search.Tell(trial);
            progress?.Report(trial);
            if (trials.Count == _tuning.MaxTrials || IsOver)
            {
                break;
            }
        }

        return new TuningResult(trials, search.Best!, settings, Sample, Stopwatch.GetElapsedTime(_start).TotalSeconds);
    }

    /// <summary>Deletes the sample.</summary>
    public void Dispose() => Sample.Dispose();

    private bool IsOver => _tuning.Budget is TimeSpan budget && Stopwatch.GetElapsedTime(_start) >= budget;

    private TuningTrial Try(
        int number,
        Prod2VecOptions options,
        Func<Prod2VecTrainer, double> score,
        ProductMetadata? metadata,
        TuningTrial? best,
        CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        List<double> scores = [];
        TuningOutcome outcome = TuningOutcome.Finished;
        using Prod2VecTrainer trainer = new(Sample, options, metadata);
        while (outcome == TuningOutcome.Finished && trainer.EpochsDone < options.Epochs)
        {
            trainer.RunEpoch(null, cancellationToken);
            scores.Add(score(trainer));
            cancellationToken.ThrowIfCancellationRequested();
            if (!double.IsFinite(scores[^1]))
            {
                throw new InvalidOperationException(
                    $"the score of trial {number} after epoch {scores.Count} is {scores[^1]}; a score must be a "
                    + "finite number");
            }

            if (scores.Count < options.Epochs)
            {
                outcome = best is not null && IsHopeless(scores, options, best) ? TuningOutcome.Abandoned
                    : best is not null && IsOver ? TuningOutcome.CutShort
                    : TuningOutcome.Finished;
            }
        }

        return new TuningTrial(number, options, scores, outcome, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>
    /// Compares a trial halfway with the best one, if that has as many epochs: the learning rate was then equally far.
    /// </summary>
    private static bool IsHopeless(List<double> scores, Prod2VecOptions options, TuningTrial best)
    {
        int half = (options.Epochs + 1) / 2;
        return scores.Count == half && best.Options.Epochs == options.Epochs
            && scores[^1] < best.Scores[half - 1] - (HopelessShare * Math.Abs(best.Scores[half - 1]));
    }
}
