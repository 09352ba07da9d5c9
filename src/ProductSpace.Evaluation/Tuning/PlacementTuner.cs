using System.Diagnostics;
using ProductSpace.Evaluation.Gates;
using ProductSpace.Recommendations;

namespace ProductSpace.Evaluation.Tuning;

/// <summary>
/// Chooses the weights of a placement by what shoppers viewed next: coordinate search, one setting after another, over
/// fixed values, as the snapshot serves them. Every second session chooses; the others judge what was chosen, since the
/// best of many is partly the luckiest. Without a time budget equal answers of the snapshot give equal results, for any
/// number of threads. Safe from several threads at once.
/// </summary>
public static class PlacementTuner
{
    /// <summary>Searches better weights.</summary>
    /// <param name="index">Snapshot that serves the placement.</param>
    /// <param name="placement">Placement to begin with, and to compare with.</param>
    /// <param name="sessions">
    /// Product ids of sessions that the snapshot was not learned from, oldest view first; a validation part.
    /// </param>
    /// <param name="options">Options of the search; null for the defaults.</param>
    /// <param name="progress">Told the share of the trials done, 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Ends the search without a result.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of its range, or no two sessions have two views each.
    /// </exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static PlacementTuningResult Tune(
        ProductIndex index,
        Placement placement,
        IReadOnlyList<IReadOnlyList<string>> sessions,
        PlacementTuningOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(placement);
        ArgumentNullException.ThrowIfNull(sessions);
        options ??= new PlacementTuningOptions();
        options.Check();
        (int Session, int Position)[] choosing = Half(sessions, 0, options);
        (int Session, int Position)[] judging = Half(sessions, 1, options);
        if (choosing.Length == 0 || judging.Length == 0)
        {
            throw new ArgumentException(
                "fewer than two sessions have two views: too few to choose by", nameof(sessions));
        }

        Search search = new(index, options, progress)
        {
            Score = one => Values(index, one, sessions, choosing, options, cancellationToken).Average(),
        };
        search.Run(placement);
        double[] before = Values(index, placement, sessions, judging, options, cancellationToken);
        double[] after = Values(index, search.Best, sessions, judging, options, cancellationToken);
        int[] groups = [.. judging.Select(moment => moment.Session)];
        BootstrapInterval gain = Bootstrap.Difference(after, before, groups, options.Confidence);
        return new PlacementTuningResult
        {
            Best = search.Best,
            IsBetter = gain.Low > 0,
            Before = before.Average(),
            After = after.Average(),
            Gain = gain,
            Trials = search.Trials,
            ChoosingPredictions = choosing.Length,
            JudgingPredictions = judging.Length,
            IsCutShort = search.IsCutShort,
        };
    }

    /// <summary>Returns moments of every second session that has one, so that both halves are as large.</summary>
    private static (int Session, int Position)[] Half(
        IReadOnlyList<IReadOnlyList<string>> sessions, int half, PlacementTuningOptions options)
    {
        HashSet<int> members = [];
        int place = 0;
        for (int session = 0; session < sessions.Count; session++)
        {
            if (sessions[session].Count > 1 && place++ % 2 == half)
            {
                members.Add(session);
            }
        }

        return [.. PredictionMoments.Of(sessions, options.MaxPredictions, members.Contains)];
    }

    private static double[] Values(
        ProductIndex index,
        Placement placement,
        IReadOnlyList<IReadOnlyList<string>> sessions,
        (int Session, int Position)[] moments,
        PlacementTuningOptions options,
        CancellationToken cancellationToken)
    {
        double[] values = new double[moments.Length];
        Parallel.For(
            0,
            moments.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            () => new SnapshotLists(index, placement, options.ListLength),
            (i, _, lists) =>
            {
                (int session, int position) = moments[i];
                values[i] = Value(options, lists.Rank(sessions[session], position));
                return lists;
            },
            _ => { });
        return values;
    }

    private static double Value(PlacementTuningOptions options, int rank)
    {
        int place = rank > 0 ? rank : RankingMetrics.NotRanked;
        return options.Metric switch
        {
            RankingMetric.HitRate => RankingMetrics.HitRate(place, options.ListLength),
            RankingMetric.ReciprocalRank => RankingMetrics.ReciprocalRank(place, options.ListLength),
            _ => RankingMetrics.NdcgNext(place, options.ListLength),
        };
    }

    /// <summary>One coordinate search.</summary>
    private sealed class Search(ProductIndex index, PlacementTuningOptions options, IProgress<double>? progress)
    {
        private IReadOnlyList<PlacementSetting> _settings = [];
        private readonly HashSet<string> _tried = [];
        private readonly List<PlacementTrial> _trials = [];
        private readonly long _start = Stopwatch.GetTimestamp();
        private double _best;

        public required Func<Placement, double> Score { get; init; }

        public Placement Best { get; private set; } = Placement.Default;

        public IReadOnlyList<PlacementTrial> Trials => _trials;

        public bool IsCutShort { get; private set; }

        public void Run(Placement first)
        {
            _settings = PlacementSetting.Of(index, first);
            Try(first, string.Empty, 0);
            bool isBetter = true;
            while (isBetter && !IsCutShort)
            {
                Placement before = Best;
                foreach (PlacementSetting setting in _settings)
                {
                    Placement start = Best;
                    foreach (double value in setting.Values)
                    {
                        Try(setting.Set(start, value), setting.Name, value);
                    }
                }

                isBetter = !ReferenceEquals(before, Best);
            }
        }

        private void Try(Placement placement, string setting, double value)
        {
            if (IsCutShort || !Recommends(placement) || !_tried.Add(PlacementSetting.KeyOf(_settings, placement)))
            {
                return;
            }

            bool isLate = options.Budget is TimeSpan budget && Stopwatch.GetElapsedTime(_start) >= budget;
            if (_trials.Count > 0 && (_trials.Count >= options.MaxTrials || isLate))
            {
                IsCutShort = true;
                return;
            }

            double score = Score(placement);
            bool isBest = _trials.Count == 0 || score > _best;
            _trials.Add(new PlacementTrial(setting, value, score, isBest));
            if (isBest)
            {
                _best = score;
                Best = placement;
            }

            progress?.Report(Math.Min(1, (double)_trials.Count / options.MaxTrials));
        }

        /// <summary>Without any positive weight nothing is recommended by the events.</summary>
        private bool Recommends(Placement placement) =>
            placement.VectorWeight > 0
            || Enumerable.Range(0, index.Tables.Count).Any(table =>
                table >= placement.TableWeights.Count || placement.TableWeights[table] > 0);
    }
}
