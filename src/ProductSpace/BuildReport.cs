namespace ProductSpace;

/// <summary>Result of a build: what became of its inputs.</summary>
public sealed record BuildReport
{
    /// <summary>Path of the snapshot.</summary>
    public required string Path { get; init; }

    /// <summary>Length of the snapshot.</summary>
    public required long FileBytes { get; init; }

    /// <summary>What the catalogue gave to the products; null without a catalogue.</summary>
    public CatalogReport? Catalog { get; init; }

    /// <summary>Products in the snapshot.</summary>
    public required int Products { get; init; }

    /// <summary>Number of components of a vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>Structures that were built: what the options say, or what the size of the shop decided.</summary>
    public required IndexStructures Structures { get; init; }

    /// <summary>Products left out for a bad vector or a repeated id; see <see cref="BadVectorPolicy.Skip"/>.</summary>
    public required int Skipped { get; init; }

    /// <summary>First few of the products left out, one line each.</summary>
    public required IReadOnlyList<string> SkippedExamples { get; init; }

    /// <summary>Products without a row in the catalogue; they are in the root category.</summary>
    public required int WithoutCatalogRow { get; init; }

    /// <summary>Rows of the catalogue without a vector; they are not in the snapshot.</summary>
    public required int WithoutVector { get; init; }

    /// <summary>Ids of the first few rows without a vector.</summary>
    public required IReadOnlyList<string> WithoutVectorExamples { get; init; }

    /// <summary>
    /// Products with vectors that were estimated, since nobody has viewed them yet; see
    /// <see cref="ProductIndexBuilder.UseEstimates"/>.
    /// </summary>
    public int Estimated { get; init; }

    /// <summary>Products whose vector equals another product's; they share its node of the graph.</summary>
    public required int EqualProducts { get; init; }

    /// <summary>Nodes that the graph did not reach at first and that were then linked.</summary>
    public required int Repaired { get; init; }

    /// <summary>
    /// Hint where the vectors' lengths differ much although the build ignores them, as under
    /// <see cref="Similarity.Cosine"/>; null otherwise.
    /// </summary>
    public string? SimilarityHint { get; init; }

    /// <summary>
    /// Whether the vectors are kept as given, because they differ little or rounding would mix up the nearest.
    /// </summary>
    public bool KeepsGivenVectors { get; init; }

    /// <summary>
    /// What is unusual about the vectors, one line each: that they differ little, that many are equal, that a few
    /// products are everybody's neighbor.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Sessions of the shop that the calibration used; 0 where it made all of its queries itself.</summary>
    public int CalibrationSessions { get; init; }
}
