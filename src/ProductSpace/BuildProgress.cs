namespace ProductSpace;

/// <summary>How far a build is.</summary>
/// <param name="Stage">What is being done, in a few words.</param>
/// <param name="Done">Units done of this stage.</param>
/// <param name="Total">Units of this stage.</param>
public readonly record struct BuildProgress(string Stage, long Done, long Total);
