using ProductSpace.Interchange.Export;

namespace ProductSpace.Interchange;

/// <summary>
/// Writes the vectors of a snapshot with their product ids in a form that other tools read; the name says which:
/// .parquet, .arrow and .feather, .jsonl, .csv, or .npy and .fbin, which have their ids in NAME.ids.txt beside them.
/// </summary>
/// <example><code>
/// using ProductIndex index = ProductIndex.Open("catalog.psx");
/// VectorExport.Write(index, "vectors.parquet");
/// </code></example>
public static class VectorExport
{
    private const string IdsExtension = ".ids.txt";

    private static readonly string[] s_extensions =
        [".parquet", ".arrow", ".feather", ".npy", ".fbin", ".jsonl", ".csv"];

    /// <summary>
    /// Writes the vectors in the order of the ordinals, with their original lengths. Components are those of the exact
    /// form, which keeps 16 bits of each. The file appears under its name only when it is complete; products of a delta
    /// are not written.
    /// </summary>
    /// <param name="index">The snapshot.</param>
    /// <param name="path">File to write; its extension says the form.</param>
    /// <param name="space">Similar for the IN vectors, Next for the OUT vectors.</param>
    /// <param name="progress">Told the vectors written so far and in total; null for nobody.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <exception cref="ArgumentException">The extension says no form, or the snapshot has no such space.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The writing was cancelled.</exception>
    public static void Write(
        ProductIndex index,
        string path,
        Space space = Space.Similar,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!CanWrite(path))
        {
            throw new ArgumentException(
                $"{path}: the extension says no form that is written; choose {Extensions}",
                nameof(path));
        }

        // Refuses a space that is not there before anything is written.
        index.GetVector(0, new float[index.Dimension], space);
        Write(new IndexRows(index, space), path, progress, cancellationToken);
    }

    /// <summary>The extensions that say a form, for messages.</summary>
    internal static string Extensions => string.Join(", ", s_extensions);

    /// <summary>Whether the extension of a file says a form that is written.</summary>
    internal static bool CanWrite(string path) => s_extensions.Contains(Extension(path));

    /// <summary>Returns the path of the ids that are written beside a file; null for a form that holds them.</summary>
    internal static string? IdsFileOf(string path) =>
        Extension(path) is ".npy" or ".fbin" ? Path.ChangeExtension(path, null) + IdsExtension : null;

    internal static void Write(
        VectorRows given, string path, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        WatchedRows? watched = progress is null ? null : new WatchedRows(given, progress);
        VectorRows rows = watched ?? given;
        using ReplacedFile file = new(path);
        using ReplacedFile? ids = IdsFileOf(path) is string idFile ? new ReplacedFile(idFile) : null;
        switch (Extension(path))
        {
            case ".parquet":
                ColumnWriters.WriteParquet(file.Stream, rows, cancellationToken);
                break;
            case ".arrow" or ".feather":
                ColumnWriters.WriteArrow(file.Stream, rows, cancellationToken);
                break;
            case ".npy":
                BinaryWriters.WriteNpy(file.Stream, rows, cancellationToken);
                break;
            case ".fbin":
                BinaryWriters.WriteFbin(file.Stream, rows, cancellationToken);
                break;
            case ".jsonl":
                TextWriters.WriteJsonLines(file.Stream, rows, cancellationToken);
                break;
            default:
                TextWriters.WriteCsv(file.Stream, rows, cancellationToken);
                break;
        }

        if (ids is not null)
        {
            TextWriters.WriteIds(ids.Stream, rows, cancellationToken);
            ids.Complete();
        }

        file.Complete();
        cancellationToken.ThrowIfCancellationRequested();
        ids?.Publish();
        file.Publish();
        watched?.Complete();
    }

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();
}
