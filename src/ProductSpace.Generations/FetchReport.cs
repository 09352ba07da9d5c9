namespace ProductSpace.Generations;

/// <summary>What became of one fetch.</summary>
public sealed record FetchReport
{
    /// <summary>The generation of the target folder that is current now; its number is the folder's own.</summary>
    public required Generation Generation { get; init; }

    /// <summary>False where the folder had this snapshot already, as its current generation.</summary>
    public required bool IsNew { get; init; }

    /// <summary>Length of the snapshot.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes of the snapshot that came over the link in this run.</summary>
    public required long FetchedBytes { get; init; }

    /// <summary>Bytes of sections that the folder had in a generation before.</summary>
    public required long ReusedBytes { get; init; }

    /// <summary>Bytes that an earlier run had fetched.</summary>
    public required long ResumedBytes { get; init; }

    /// <summary>Times that the link was cut and taken up again.</summary>
    public required int Cuts { get; init; }
}
