namespace ProductSpace.Generations;

/// <summary>What keeps a generation's answers as they are when another program cuts or overwrites its file in place.</summary>
public enum OverwriteProtection
{
    /// <summary>Nothing: the process ends, or answers wrong.</summary>
    None,

    /// <summary>The kernel's lease on the mapped file: the other program waits until the generation is copied into memory.</summary>
    Lease,

    /// <summary>A copy in memory, made at opening or when the file was overwritten: what happens to the file does not matter.</summary>
    Copy,
}
