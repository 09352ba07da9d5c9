namespace ProductSpace.Hosting;

/// <summary>
/// Results of a shop's repeated queries since the process began. A product of the exact answer is found, or lost for
/// one of two causes; the three add up.
/// </summary>
public sealed record LiveRecallFigures
{
    /// <summary>Queries that were repeated and compared.</summary>
    public required long Queries { get; init; }

    /// <summary>
    /// Queries that were drawn but not compared: no free place, too large to copy, diverse, or their generation was
    /// gone.
    /// </summary>
    public required long Dropped { get; init; }

    /// <summary>Products of the exact answers.</summary>
    public required long Expected { get; init; }

    /// <summary>Expected products that the shopper's answer held, or products as similar as the last of them.</summary>
    public required long Found { get; init; }

    /// <summary>
    /// Lost products that are near enough by their 7-bit codes: the graph walk, or the cells, passed them by.
    /// </summary>
    public required long LostByGraph { get; init; }

    /// <summary>Lost products that are not near enough: a scan of all codes would have missed them too.</summary>
    public required long LostByQuantisation { get; init; }

    /// <summary>
    /// Steps by which the recall target of searches is raised now, because they found less than was asked for; each
    /// takes a third from what may be missed. See <see cref="LiveRecallOptions.MaxRaise"/>.
    /// </summary>
    public required int RaisedSteps { get; init; }

    /// <summary>Whether searches find less than asked for although the target is raised as far as it may be.</summary>
    public required bool IsBelowTarget { get; init; }

    /// <summary>recall@k of the shoppers' answers: Found / Expected; NaN before the first comparison.</summary>
    public double Recall => (double)Found / Expected;

    /// <summary>LostByGraph / Expected.</summary>
    public double GraphLoss => (double)LostByGraph / Expected;

    /// <summary>LostByQuantisation / Expected.</summary>
    public double QuantisationLoss => (double)LostByQuantisation / Expected;
}
