namespace ProductSpace;

/// <summary>Progress of a build or a verification.</summary>
/// <param name="Stage">What is being done, in a few words.</param>
/// <param name="Done">Units of this stage that are done.</param>
/// <param name="Total">Units of this stage.</param>
public readonly record struct BuildProgress(string Stage, long Done, long Total);
