namespace ProductSpace.Evaluation.Comparing;

/// <summary>Names the steps of a comparison for progress, each with the share that is done of it.</summary>
internal sealed class ComparisonSteps(IProgress<BuildProgress>? progress)
{
    /// <summary>Returns the steps of one model.</summary>
    public ModelSteps Of(string what) => new(
        Step($"training: {what}"), Step($"scoring: {what}"), Step($"indexing: {what}"));

    private Shares? Step(string stage) => progress is null ? null : new Shares(progress, stage);

    private sealed class Shares(IProgress<BuildProgress> progress, string stage) : IProgress<double>
    {
        private const int Whole = 1000;

        public void Report(double value) =>
            progress.Report(new BuildProgress(stage, (long)(Math.Clamp(value, 0, 1) * Whole), Whole));
    }
}
