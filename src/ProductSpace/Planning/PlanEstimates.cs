namespace ProductSpace.Planning;

/// <summary>
/// What one strategy would take to reach the recall target; the default is a strategy that was not considered.
/// </summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Cells">Cells to scan; 0 without cells.</param>
/// <param name="EfSearch">Pool of its walk; 0 without one.</param>
/// <param name="Scored">Vectors scored by their 7-bit codes.</param>
/// <param name="Microseconds">Cost by the prices of <see cref="MachinePrices.Current"/>.</param>
internal readonly record struct StrategyEstimate(
    Strategy Strategy, int Cells, int EfSearch, float Scored, float Microseconds);

/// <summary>The estimates that a plan was chosen by; the default where no calibration was asked.</summary>
/// <param name="Graph">The walk from the entry point.</param>
/// <param name="Cells">The best search of cells.</param>
/// <param name="Scan">The scan of all matches.</param>
internal readonly record struct PlanEstimates(StrategyEstimate Graph, StrategyEstimate Cells, StrategyEstimate Scan)
{
    /// <summary>The walk over the matches of a filter alone, from the nearest cells that hold some.</summary>
    public StrategyEstimate Matches { get; init; }
}
