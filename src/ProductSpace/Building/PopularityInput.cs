namespace ProductSpace.Building;

/// <summary>How popular products are, by their ids, as it is given to a build.</summary>
/// <param name="Ids">Product ids.</param>
/// <param name="Scores">Score of each, higher is more popular; not finite and negative ones count as 0.</param>
/// <param name="Trends">Whether each becomes more popular, 0 for neither; empty where that is unknown.</param>
internal sealed record PopularityInput(
    IReadOnlyList<string> Ids, ReadOnlyMemory<float> Scores, ReadOnlyMemory<float> Trends);
