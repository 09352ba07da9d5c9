namespace ProductSpace.Evaluation;

/// <summary>Results of one evaluation in each of the three modes, over the same predictions. Immutable.</summary>
public sealed class NextItemResult
{
    private readonly RankingResult[] _modes;

    internal NextItemResult(RankingResult[] modes) => _modes = modes;

    /// <summary>Number of predictions.</summary>
    public int Count => _modes[0].Count;

    /// <summary>Returns the result in one mode.</summary>
    public RankingResult this[RepeatMode mode] => _modes[(int)mode];
}
