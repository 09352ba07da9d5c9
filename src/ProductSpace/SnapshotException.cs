using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>Reports a snapshot that cannot be used: damaged, cut short, no snapshot, or of a newer format.</summary>
public sealed class SnapshotException : IOException
{
    internal SnapshotException(string path, string? section, long offset, string problem)
        : base($"{path}: {Printable.Of(problem)}{Place(section, offset)}; build the snapshot again or fetch it again")
    {
        Path = path;
        Section = section;
        Offset = offset;
    }

    /// <summary>Path of the file; "memory" where it was opened from bytes.</summary>
    public string Path { get; }

    /// <summary>Section that is wrong; null where the whole file is.</summary>
    public string? Section { get; }

    /// <summary>Byte of the file near which the fault is.</summary>
    public long Offset { get; }

    private static string Place(string? section, long offset) =>
        section is null ? string.Empty : $" (section {section}, byte {offset})";
}
