namespace ProductSpace.Evaluation.Cold;

/// <summary>What <see cref="ColdTrial"/> found. Figures are means over all cases of all draws.</summary>
public sealed record ColdTrialResult
{
    /// <summary>Number of products that the part that is learned from holds.</summary>
    public required int Products { get; init; }

    /// <summary>Number of products that were hidden, all draws together.</summary>
    public required int Hidden { get; init; }

    /// <summary>Number of hidden products that a session of the judging part holds.</summary>
    public required int Judged { get; init; }

    /// <summary>Number of draws.</summary>
    public required int Draws { get; init; }

    /// <summary>Number of pairs of a judging session and a hidden product in it.</summary>
    public required int Cases { get; init; }

    /// <summary>Share of the variance of vectors that metadata explain, mean of the draws.</summary>
    public required double Explained { get; init; }

    /// <summary>Hidden products that share nothing with a trained one.</summary>
    public required int Unknown { get; init; }

    /// <summary>The blend as it is served, the vectors alone, and the two baselines.</summary>
    public required IReadOnlyList<ColdFigures> Methods { get; init; }

    /// <summary>The blend against popularity of the category; null where that found nothing.</summary>
    public required BootstrapInterval? AgainstPopularity { get; init; }

    /// <summary>The blend against the nearest by category and price; null where these found nothing.</summary>
    public required BootstrapInterval? AgainstNearest { get; init; }
}
