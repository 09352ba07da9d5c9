using ProductSpace.Evaluation.Measures;
using ProductSpace.Evaluation.Ranking;

namespace ProductSpace.Evaluation.Comparing;

/// <summary>
/// Sums what one model did, window by window and seed by seed. Hits are kept by prediction, as a mean over the seeds,
/// so that models can be compared pair by pair.
/// </summary>
internal sealed class ModelTally
{
    public const int Depth = RecommenderEvaluator.ListDepth;

    /// <summary>Lengths N of the lists that are reported.</summary>
    public static readonly int[] Cuts = [1, 5, 10, Depth];

    private static readonly RankingMetric[] s_metrics = Enum.GetValues<RankingMetric>();

    private readonly ListMeasures[] _lists =
        [.. Enumerable.Range(0, RankTable.Modes).Select(_ => new ListMeasures(Cuts))];
    private readonly RunningMean[,,] _means = new RunningMean[RankTable.Modes, Cuts.Length, s_metrics.Length];
    private readonly RunningMean[,] _coverage = new RunningMean[RankTable.Modes, Cuts.Length];
    private readonly RunningMean[,] _curves = new RunningMean[PredictionGroups.ViewBins.Count + 1, Depth];
    private readonly GroupTally _groups = new();
    private readonly List<double>[] _hits = Lists();
    private readonly List<double>[] _reciprocals = Lists();
    private readonly RepeatMode _mode;
    private readonly int _seeds;
    private readonly RunningMean[] _seedHits;
    private readonly RunningMean[] _seedReciprocals;

    public ModelTally(RepeatMode mode, int seeds)
    {
        _mode = mode;
        _seeds = seeds;
        _seedHits = new RunningMean[seeds];
        _seedReciprocals = new RunningMean[seeds];
    }

    public double TrainingSeconds { get; set; }

    public double ScoringSeconds { get; set; }

    public GroupTally Groups => _groups;

    /// <summary>HR@20 of each prediction, a mean over the seeds.</summary>
    public double[] Hits(RepeatMode mode) => [.. _hits[(int)mode]];

    /// <summary>MRR@20 of each prediction, a mean over the seeds.</summary>
    public double[] Reciprocals(RepeatMode mode) => [.. _reciprocals[(int)mode]];

    /// <summary>Adds the result of one seed in one window; seeds of a window come one after the other.</summary>
    public void Add(RecommenderResult result, WindowFacts window, int seed)
    {
        for (int mode = 0; mode < RankTable.Modes; mode++)
        {
            RankingResult ranks = result[(RepeatMode)mode];
            for (int cut = 0; cut < Cuts.Length; cut++)
            {
                for (int metric = 0; metric < s_metrics.Length; metric++)
                {
                    _means[mode, cut, metric].Add(ranks.Mean(s_metrics[metric], Cuts[cut]), ranks.Count);
                }

                _coverage[mode, cut].Add(ranks.Coverage(Cuts[cut]));
            }

            AddByPrediction(_hits[mode], ranks, RankingMetric.HitRate, seed);
            AddByPrediction(_reciprocals[mode], ranks, RankingMetric.ReciprocalRank, seed);
            _lists[mode].Add(result, (RepeatMode)mode, window.Part, window.Training);
        }

        RankingResult chosen = result[_mode];
        _seedHits[seed].Add(chosen.Mean(RankingMetric.HitRate, Depth), chosen.Count);
        _seedReciprocals[seed].Add(chosen.Mean(RankingMetric.ReciprocalRank, Depth), chosen.Count);
        _groups.Add(chosen, result.Positions, result.Targets, window.Groups);
        AddCurves(chosen, result.Positions);
    }

    public IReadOnlyList<CutFigures> Figures(RepeatMode mode)
    {
        CutFigures[] figures = new CutFigures[Cuts.Length];
        for (int cut = 0; cut < figures.Length; cut++)
        {
            double Mean(RankingMetric metric) => _means[(int)mode, cut, (int)metric].Value ?? 0;
            ListMeasures lists = _lists[(int)mode];
            figures[cut] = new CutFigures
            {
                N = Cuts[cut],
                HitRate = Mean(RankingMetric.HitRate),
                Mrr = Mean(RankingMetric.ReciprocalRank),
                NdcgNext = Mean(RankingMetric.NdcgNext),
                Recall = Mean(RankingMetric.Recall),
                Precision = Mean(RankingMetric.Precision),
                Map = Mean(RankingMetric.AveragePrecision),
                Ndcg = Mean(RankingMetric.NdcgRemaining),
                Coverage = _coverage[(int)mode, cut].Value ?? 0,
                Popularity = lists.Popularity(cut),
                Novelty = lists.Novelty(cut),
                CategoryDistance = lists.Distance(cut),
                AgeDays = lists.AgeDays(cut),
            };
        }

        return figures;
    }

    /// <summary>Returns HR@N for N from 1 on: of all predictions, or of a bin of the views so far.</summary>
    public IReadOnlyList<double> Curve(int? viewBin)
    {
        int row = viewBin ?? PredictionGroups.ViewBins.Count;
        return _curves[row, 0].Value is null
            ? []
            : [.. Enumerable.Range(0, Depth).Select(place => _curves[row, place].Value ?? 0)];
    }

    /// <summary>HR@20 of each seed, in the mode of the comparison.</summary>
    public double[] SeedHits => Array.ConvertAll(_seedHits, seed => seed.Value ?? 0);

    /// <summary>MRR@20 of each seed, in the mode of the comparison.</summary>
    public double[] SeedReciprocals => Array.ConvertAll(_seedReciprocals, seed => seed.Value ?? 0);

    public SeedSpread? Spread() => _seeds == 1
        ? null
        : new SeedSpread(_seeds, Deviation(_seedHits), Deviation(_seedReciprocals));

    private static double Deviation(RunningMean[] seeds)
    {
        double[] means = Array.ConvertAll(seeds, seed => seed.Value ?? 0);
        double mean = means.Average();
        return Math.Sqrt(means.Sum(one => (one - mean) * (one - mean)) / (means.Length - 1));
    }

    private static List<double>[] Lists() => [.. Enumerable.Range(0, RankTable.Modes).Select(_ => new List<double>())];

    private void AddByPrediction(List<double> values, RankingResult ranks, RankingMetric metric, int seed)
    {
        for (int i = 0; i < ranks.Count; i++)
        {
            double value = ranks.Value(metric, Depth, i) / _seeds;
            if (seed == 0)
            {
                values.Add(value);
            }
            else
            {
                values[values.Count - ranks.Count + i] += value;
            }
        }
    }

    private void AddCurves(RankingResult ranks, ReadOnlySpan<int> views)
    {
        for (int i = 0; i < ranks.Count; i++)
        {
            int bin = PredictionGroups.ViewBin(views[i]);
            for (int place = 0; place < Depth; place++)
            {
                double hit = RankingMetrics.HitRate(ranks.NextRanks[i], place + 1);
                _curves[bin, place].Add(hit);
                _curves[PredictionGroups.ViewBins.Count, place].Add(hit);
            }
        }
    }
}
