namespace ProductSpace.Training;

/// <summary>
/// How far a model moved from an earlier one. Two trainings may differ by a rotation that no search sees, so that vectors
/// are compared after the best rotation, and without the direction that all vectors of a model share.
/// </summary>
public sealed record DriftReport
{
    /// <summary>Products in both models.</summary>
    public int CommonProducts { get; init; }

    /// <summary>Products of the new model that the old one lacks.</summary>
    public int NewProducts { get; init; }

    /// <summary>Products of the old model that the new one lacks.</summary>
    public int VanishedProducts { get; init; }

    /// <summary>Common products, most frequent first, that the rotation was fitted to.</summary>
    public int FittedProducts { get; init; }

    /// <summary>
    /// Mean cosine of the common products' IN vectors after the rotation: 1 for the same space, 0 also where no product has
    /// a direction of its own.
    /// </summary>
    public double MeanCosine { get; init; }

    /// <summary>The same of the OUT vectors, by the rotation of the IN vectors; null where a model has none.</summary>
    public double? MeanCosineNext { get; init; }

    /// <summary>
    /// What unrelated vectors of this number and dimension reach by the freedom of the rotation alone, about
    /// 0.85 sqrt(dimension / fitted products): a mean cosine near it says nothing.
    /// </summary>
    public double ChanceCosine { get; init; }

    /// <summary>Products whose neighbors were compared.</summary>
    public int SampledProducts { get; init; }

    /// <summary>Common products among which neighbors were looked for, most frequent first.</summary>
    public int NeighborCandidates { get; init; }

    /// <summary>Share of the 10 nearest by IN vectors that stayed.</summary>
    public double NeighborsKept { get; init; }

    /// <summary>Share of the 10 best by IN to OUT that stayed; null where a model has no OUT vectors.</summary>
    public double? NeighborsKeptNext { get; init; }
}
