namespace ProductSpace.Generations;

/// <summary>Outcome of one fetch.</summary>
public sealed record FetchReport
{
    /// <summary>Generation of the target folder that is current now; its number is the folder's own.</summary>
    public required Generation Generation { get; init; }

    /// <summary>False if this snapshot was the folder's current generation already.</summary>
    public required bool IsNew { get; init; }

    /// <summary>Length of the snapshot.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes of the snapshot that this run fetched over the link.</summary>
    public required long FetchedBytes { get; init; }

    /// <summary>Bytes of sections that another generation of the folder had already.</summary>
    public required long ReusedBytes { get; init; }

    /// <summary>Bytes that an earlier run had fetched.</summary>
    public required long ResumedBytes { get; init; }

    /// <summary>Number of times the link was cut.</summary>
    public required int Cuts { get; init; }
}
