namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// Ranks of all predictions, by mode. Each prediction has its own places in it, so that threads write without conflicts
/// and the order in which groups end does not matter.
/// </summary>
internal sealed class RankTable
{
    /// <summary>Number of modes of <see cref="RepeatMode"/>.</summary>
    public const int Modes = 3;

    private readonly Predictions _predictions;
    private readonly NextItemOptions _options;
    private readonly int[][] _nextRanks = new int[Modes][];
    private readonly int[][] _ranks = new int[Modes][];
    private readonly BestPlaces _best;
    private readonly Lock _merging = new();
    private readonly int[] _excluded = new int[Modes];
    private readonly int _productCount;
    private int _unknown;
    private int _unanswered;

    public RankTable(Predictions predictions, int productCount, NextItemOptions options)
    {
        _predictions = predictions;
        _options = options;
        _productCount = productCount;
        _best = new BestPlaces(productCount, options.CoverageDepth);
        for (int mode = 0; mode < Modes; mode++)
        {
            _nextRanks[mode] = new int[predictions.Count];
            _ranks[mode] = new int[predictions.Starts[^1]];
        }
    }

    public void Set(int prediction, RankQuery query)
    {
        int start = _predictions.Starts[prediction];
        for (int mode = 0; mode < Modes; mode++)
        {
            Span<int> ranks = _ranks[mode].AsSpan(start, query.TargetCount);
            for (int i = 0; i < ranks.Length; i++)
            {
                ranks[i] = query.Rank(i, (RepeatMode)mode);
            }

            _nextRanks[mode][prediction] = ranks[0];
            ranks.Sort();
            if (query.IsExcluded(query.Target(0), (RepeatMode)mode))
            {
                Interlocked.Increment(ref _excluded[mode]);
            }
        }

        if ((uint)query.Target(0) >= (uint)_productCount)
        {
            Interlocked.Increment(ref _unknown);
        }

        if (!query.Answered)
        {
            Interlocked.Increment(ref _unanswered);
        }
    }

    public void Merge(BestPlaces places)
    {
        lock (_merging)
        {
            _best.Merge(places);
        }
    }

    public NextItemResult ToResult()
    {
        RankingResult[] results = new RankingResult[Modes];
        for (int mode = 0; mode < Modes; mode++)
        {
            results[mode] = new RankingResult(
                (RepeatMode)mode,
                _predictions.Sessions,
                _nextRanks[mode],
                _predictions.Starts,
                _ranks[mode],
                _best.Of((RepeatMode)mode),
                _options.CoverageDepth,
                _options.NextOnly)
            {
                ExcludedTargets = _excluded[mode],
                UnknownTargets = _unknown,
                Unanswered = _unanswered,
            };
        }

        return new NextItemResult(results);
    }
}
