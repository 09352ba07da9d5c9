namespace ProductSpace.Generations;

/// <summary>
/// What keeps a generation's answers intact when another program truncates or overwrites its file in place.
/// </summary>
public enum OverwriteProtection
{
    /// <summary>Nothing: the process ends, or its answers are wrong.</summary>
    None,

    /// <summary>
    /// The kernel's lease on the mapped file: the other program waits until the generation is copied.
    /// </summary>
    Lease,

    /// <summary>
    /// A copy in memory, made at opening or when the file was overwritten: the file no longer matters.
    /// </summary>
    Copy,
}
