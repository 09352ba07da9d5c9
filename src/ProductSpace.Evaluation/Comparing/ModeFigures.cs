namespace ProductSpace.Evaluation.Comparing;

/// <summary>Figures of one model in one mode.</summary>
/// <param name="Mode">What could be recommended again.</param>
/// <param name="At">Figures for lists of 1, 5, 10 and 20 products.</param>
/// <param name="HitRate20">HR@20 with its interval over sessions.</param>
/// <param name="Mrr20">MRR@20 with its interval over sessions.</param>
/// <param name="HitRate20Difference">
/// HR@20 minus that of the model that is compared with, prediction by prediction; null for that model itself.
/// </param>
/// <param name="Mrr20Difference">As the difference of HR@20, of MRR@20.</param>
public sealed record ModeFigures(
    RepeatMode Mode,
    IReadOnlyList<CutFigures> At,
    BootstrapInterval HitRate20,
    BootstrapInterval Mrr20,
    BootstrapInterval? HitRate20Difference,
    BootstrapInterval? Mrr20Difference);
