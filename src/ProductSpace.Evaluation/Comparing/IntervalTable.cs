namespace ProductSpace.Evaluation.Comparing;

/// <summary>
/// Intervals over sessions of each model, and of its difference from the model that is compared with.
/// </summary>
/// <param name="groups">Session of each prediction.</param>
/// <param name="against">What was summed of the model that is compared with.</param>
internal sealed class IntervalTable(int[] groups, ModelTally against)
{
    /// <summary>Returns the difference from the model that is compared with over seeds; null for itself.</summary>
    public BootstrapInterval? OverSeeds(ModelTally tally, Func<ModelTally, double[]> figures) =>
        tally == against ? null : SeedInterval.Difference(figures(tally), figures(against));

    public ModeFigures Figures(ModelTally tally, RepeatMode mode)
    {
        double[] hits = tally.Hits(mode);
        double[] reciprocals = tally.Reciprocals(mode);
        bool isOther = tally != against;
        return new ModeFigures(
            mode,
            tally.Figures(mode),
            Bootstrap.Mean(hits, groups),
            Bootstrap.Mean(reciprocals, groups),
            isOther ? Bootstrap.Difference(hits, against.Hits(mode), groups) : null,
            isOther ? Bootstrap.Difference(reciprocals, against.Reciprocals(mode), groups) : null);
    }
}
