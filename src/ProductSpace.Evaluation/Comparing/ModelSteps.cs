namespace ProductSpace.Evaluation.Comparing;

/// <summary>Progress of one model's steps; null for nobody.</summary>
internal sealed record ModelSteps(
    IProgress<double>? Training, IProgress<double>? Scoring, IProgress<double>? Indexing);
