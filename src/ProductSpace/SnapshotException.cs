using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>A snapshot file that cannot be used: damaged, cut short, of another kind or of a newer version.</summary>
public sealed class SnapshotException : IOException
{
    internal SnapshotException(string path, string? section, long offset, string problem)
        : base($"{path}: {Printable.Of(problem)}{(section is null ? string.Empty : $" (section {section}, byte {offset})")}; build the snapshot again or fetch it anew")
    {
        Path = path;
        Section = section;
        Offset = offset;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The section that is wrong, or null where the file as a whole is.</summary>
    public string? Section { get; }

    /// <summary>Byte of the file where the problem stands, as near as is known.</summary>
    public long Offset { get; }
}
