namespace ProductSpace.Evaluation;

/// <summary>
/// Ranks of all predictions of one evaluation, in the order of the sessions, and every metric at every N from them.
/// Sums run in that order in float64: equal ranks give equal figures. Immutable, safe from any thread.
/// </summary>
public sealed class RankingResult
{
    private readonly int[] _sessions;
    private readonly int[] _nextRanks;
    private readonly int[] _starts;
    private readonly int[] _ranks;
    private readonly int[] _bestPlaces;
    private readonly int _coverageDepth;
    private readonly bool _nextOnly;

    /// <summary>
    /// Takes over the arrays; the ranks of prediction p are at starts[p] to starts[p + 1], ascending.
    /// </summary>
    internal RankingResult(
        RepeatMode mode,
        int[] sessions,
        int[] nextRanks,
        int[] starts,
        int[] ranks,
        int[] bestPlaces,
        int coverageDepth,
        bool nextOnly)
    {
        Mode = mode;
        _sessions = sessions;
        _nextRanks = nextRanks;
        _starts = starts;
        _ranks = ranks;
        _bestPlaces = bestPlaces;
        _coverageDepth = coverageDepth;
        _nextOnly = nextOnly;
    }

    /// <summary>What could be recommended again.</summary>
    public RepeatMode Mode { get; }

    /// <summary>Number of predictions.</summary>
    public int Count => _nextRanks.Length;

    /// <summary>
    /// Number of predictions whose next product the mode excludes; 1 - ExcludedTargets / Count is the highest possible
    /// HR.
    /// </summary>
    public int ExcludedTargets { get; internal init; }

    /// <summary>Number of predictions whose next product is no candidate.</summary>
    public int UnknownTargets { get; internal init; }

    /// <summary>Number of predictions without an answer: no view was known, or the list was empty.</summary>
    public int Unanswered { get; internal init; }

    /// <summary>Session of each prediction [Count]: the groups that <see cref="Bootstrap"/> draws.</summary>
    public ReadOnlySpan<int> Sessions => _sessions;

    /// <summary>
    /// Rank of the next product of each prediction [Count], or <see cref="RankingMetrics.NotRanked"/>.
    /// </summary>
    public ReadOnlySpan<int> NextRanks => _nextRanks;

    /// <summary>Returns the ranks of the distinct products that remained at a prediction, ascending.</summary>
    /// <exception cref="InvalidOperationException">Only the next product was ranked.</exception>
    public ReadOnlySpan<int> RemainingRanks(int prediction)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)prediction, (uint)Count, nameof(prediction));
        return _nextOnly
            ? throw new InvalidOperationException("only the next product was ranked; evaluate without NextOnly")
            : _ranks.AsSpan(_starts[prediction].._starts[prediction + 1]);
    }

    /// <summary>Returns the metric of one prediction, 0 to 1.</summary>
    /// <exception cref="InvalidOperationException">
    /// The metric judges all that remains, and only the next product was ranked.
    /// </exception>
    public double Value(RankingMetric metric, int n, int prediction) => metric switch
    {
        RankingMetric.HitRate => RankingMetrics.HitRate(_nextRanks[prediction], n),
        RankingMetric.ReciprocalRank => RankingMetrics.ReciprocalRank(_nextRanks[prediction], n),
        RankingMetric.NdcgNext => RankingMetrics.NdcgNext(_nextRanks[prediction], n),
        RankingMetric.Recall => RankingMetrics.Recall(RemainingRanks(prediction), n),
        RankingMetric.Precision => RankingMetrics.Precision(RemainingRanks(prediction), n),
        RankingMetric.AveragePrecision => RankingMetrics.AveragePrecision(RemainingRanks(prediction), n),
        RankingMetric.NdcgRemaining => RankingMetrics.NdcgRemaining(RemainingRanks(prediction), n),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "no such metric"),
    };

    /// <summary>Returns the metric of each prediction [Count], as input for <see cref="Bootstrap"/>.</summary>
    /// <inheritdoc cref="Value" path="/exception"/>
    public double[] Values(RankingMetric metric, int n)
    {
        double[] values = new double[Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Value(metric, n, i);
        }

        return values;
    }

    /// <summary>Returns the mean of the metric over all predictions; NaN if there are none.</summary>
    /// <inheritdoc cref="Value" path="/exception"/>
    public double Mean(RankingMetric metric, int n)
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            sum += Value(metric, n, i);
        }

        return sum / Count;
    }

    /// <summary>Returns Coverage@N: the share of all candidates that are in the first N of at least one list.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// N is below 1, or beyond the depth to which coverage was measured.
    /// </exception>
    public double Coverage(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, _coverageDepth);
        int seen = 0;
        foreach (int place in _bestPlaces)
        {
            seen += place <= n ? 1 : 0;
        }

        return (double)seen / _bestPlaces.Length;
    }
}
