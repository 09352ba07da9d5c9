namespace ProductSpace;

/// <summary>What a build made of its input.</summary>
public sealed record BuildReport
{
    /// <summary>Where the snapshot stands now.</summary>
    public required string Path { get; init; }

    /// <summary>Length of the snapshot.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Products in the snapshot.</summary>
    public required int Products { get; init; }

    /// <summary>Numbers in a vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>Products left out for a bad vector or a double id.</summary>
    public required int Skipped { get; init; }

    /// <summary>The first of them, one line each.</summary>
    public required IReadOnlyList<string> SkippedExamples { get; init; }

    /// <summary>Products without a row in the catalogue; they are in the root category.</summary>
    public required int WithoutCatalogRow { get; init; }

    /// <summary>Rows of the catalogue without a vector.</summary>
    public required int WithoutVector { get; init; }

    /// <summary>The ids of the first of them.</summary>
    public required IReadOnlyList<string> WithoutVectorExamples { get; init; }

    /// <summary>Products whose vector equals another's; they share its node.</summary>
    public required int EqualProducts { get; init; }

    /// <summary>Nodes that the graph did not reach at first and that were hung on.</summary>
    public required int Repaired { get; init; }

    /// <summary>Questions of the calibration that are sessions of the shop; 0 where all were made.</summary>
    public int CalibrationSessions { get; init; }
}
