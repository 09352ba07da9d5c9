using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>How the products that a target is compared with are drawn.</summary>
internal sealed record SamplingSettings
{
    /// <summary>Number of draws of a step; more than there are products for all of them.</summary>
    public int Samples { get; init; } = 2048;

    /// <summary>Power of the popularity that products are drawn by.</summary>
    public double Power { get; init; } = 0.75;

    /// <summary>Share of logQ that is subtracted from the scores in training.</summary>
    public double LogQ { get; init; } = 1;

    public override string ToString() =>
        FormattableString.Invariant($"samples {Samples}, power {Power}, logQ {LogQ}");

    /// <summary>Returns a sampler by the popularity of the products.</summary>
    public CandidateSampler CreateSampler(SessionSet sessions, int targets) =>
        new(sessions.CountProducts(), Samples, targets, Power);
}
