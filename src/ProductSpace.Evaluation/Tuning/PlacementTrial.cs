namespace ProductSpace.Evaluation.Tuning;

/// <summary>A placement that was tried.</summary>
/// <param name="Setting">Setting that differs from the best placement before it; empty for the given one.</param>
/// <param name="Value">Value of that setting.</param>
/// <param name="Score">Mean of the metric over the first half of the sessions.</param>
/// <param name="IsBest">Whether it was the best so far.</param>
public sealed record PlacementTrial(string Setting, double Value, double Score, bool IsBest);
