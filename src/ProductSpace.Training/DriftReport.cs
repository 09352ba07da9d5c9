namespace ProductSpace.Training;

/// <summary>
/// How far a model moved from an earlier one. Two trainings can differ by a rotation that no search notices; therefore
/// vectors are compared after the best rotation, and without the direction that all vectors of a model share.
/// </summary>
public sealed record DriftReport
{
    /// <summary>Number of products in both models.</summary>
    public int CommonProducts { get; init; }

    /// <summary>Number of products that only the new model has.</summary>
    public int NewProducts { get; init; }

    /// <summary>Number of products that only the old model has.</summary>
    public int VanishedProducts { get; init; }

    /// <summary>Number of common products, the most frequent ones, that the rotation was fitted to.</summary>
    public int FittedProducts { get; init; }

    /// <summary>
    /// Mean cosine of the common products' IN vectors after the rotation: 1 for identical spaces; 0 also if no product
    /// has a direction of its own.
    /// </summary>
    public double MeanCosine { get; init; }

    /// <summary>
    /// Mean cosine of the common products' OUT vectors after the rotation of the IN vectors; null if a model has no OUT
    /// vectors.
    /// </summary>
    public double? MeanCosineNext { get; init; }

    /// <summary>
    /// Mean cosine that unrelated vectors of this number and dimension reach only because the rotation is fitted, about
    /// 0.85 sqrt(dimension / fitted products). A mean cosine close to it is no evidence of likeness.
    /// </summary>
    public double ChanceCosine { get; init; }

    /// <summary>Number of products whose neighbors were compared.</summary>
    public int SampledProducts { get; init; }

    /// <summary>Number of common products, the most frequent ones, among which neighbors were searched.</summary>
    public int NeighborCandidates { get; init; }

    /// <summary>Share of the 10 nearest products by IN vectors that stayed.</summary>
    public double NeighborsKept { get; init; }

    /// <summary>Share of the 10 best products by IN to OUT that stayed; null if a model has no OUT vectors.</summary>
    public double? NeighborsKeptNext { get; init; }
}
