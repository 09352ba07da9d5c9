namespace ProductSpace.Evaluation.Measures;

/// <summary>Figures of one bin of a group of predictions.</summary>
/// <param name="Group">What tells the bins apart.</param>
/// <param name="Bin">Name of the bin.</param>
/// <param name="Predictions">Number of predictions in it.</param>
/// <param name="HitRate20">HR@20 of the next product.</param>
/// <param name="Mrr20">MRR@20 of the next product.</param>
public sealed record GroupFigures(string Group, string Bin, int Predictions, double HitRate20, double Mrr20);
