namespace ProductSpace.Evaluation;

/// <summary>
/// Ranks and lists of one model over the predictions of a test part. Results of several models over the same sessions
/// and options have the same predictions and can be compared pair by pair. Immutable, safe from any thread.
/// </summary>
public sealed class RecommenderResult
{
    private readonly NextItemResult _modes;
    private readonly int[] _positions;
    private readonly int[] _targets;

    internal RecommenderResult(NextItemResult modes, RecommendationLists lists, int[] positions, int[] targets)
    {
        _modes = modes;
        Lists = lists;
        _positions = positions;
        _targets = targets;
    }

    /// <summary>Number of predictions.</summary>
    public int Count => _modes.Count;

    /// <summary>The first products of each list.</summary>
    public RecommendationLists Lists { get; }

    /// <summary>Number of views before each prediction [<see cref="Count"/>], at least 1.</summary>
    public ReadOnlySpan<int> Positions => _positions;

    /// <summary>Next product of each prediction [<see cref="Count"/>].</summary>
    public ReadOnlySpan<int> Targets => _targets;

    /// <summary>Returns the ranks in one mode.</summary>
    public RankingResult this[RepeatMode mode] => _modes[mode];
}
