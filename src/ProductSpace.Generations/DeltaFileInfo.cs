using System.Globalization;
using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Generations;

/// <summary>Content of a delta file, read without its snapshot and without a lock.</summary>
public sealed record DeltaFileInfo
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Content hash of the snapshot that the delta belongs to, 32 hexadecimal digits.</summary>
    public required string BaseContentHash { get; init; }

    /// <summary>Numbers in a vector.</summary>
    public required int Dimension { get; init; }

    /// <summary>Number of times the file was written as a whole.</summary>
    public required long Issue { get; init; }

    /// <summary>Bytes up to the end of the last whole write.</summary>
    public required long FileBytes { get; init; }

    /// <summary>
    /// Bytes after the last complete write: a write in progress, or the remains of one that a crash interrupted.
    /// </summary>
    public required long TornBytes { get; init; }

    /// <summary>Writes that add a product or replace its vector.</summary>
    public required int Upserts { get; init; }

    /// <summary>Writes that change attributes.</summary>
    public required int Changes { get; init; }

    /// <summary>Writes that remove a product.</summary>
    public required int Removals { get; init; }

    /// <summary>Reads a whole delta file.</summary>
    /// <exception cref="DeltaException">The file is damaged, or of a newer version.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static DeltaFileInfo Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        DeltaContent content = DeltaContent.Read(path, SystemFiles.Instance)
            ?? throw new FileNotFoundException($"{path}: no such file", path);
        ILookup<DeltaKind, DeltaRecord> records = content.Records.ToLookup(record => record.Kind);
        return new DeltaFileInfo
        {
            Path = path,
            BaseContentHash = content.Header.Base.ToString("x32", CultureInfo.InvariantCulture),
            Dimension = content.Header.Dimension,
            Issue = content.Header.Issue,
            FileBytes = content.Length,
            TornBytes = content.TornBytes,
            Upserts = records[DeltaKind.Upsert].Count(),
            Changes = records[DeltaKind.Set].Count(),
            Removals = records[DeltaKind.Remove].Count(),
        };
    }
}
