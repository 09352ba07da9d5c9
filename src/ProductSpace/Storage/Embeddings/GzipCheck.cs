using System.IO.Compression;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Unpacks a gzip file once to its end. .NET takes a truncated file for a complete one, so a log or a catalogue would
/// silently lose its end.
/// </summary>
internal static class GzipCheck
{
    private const int BlockBytes = 1 << 16;

    /// <exception cref="BuildInputException">The data are damaged or cut short.</exception>
    public static void RequireComplete(string path, CancellationToken cancellationToken = default)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BlockBytes);
        RequireComplete(path, file, cancellationToken);
    }

    /// <summary>Checks a stream at its start; <paramref name="path"/> is its name in messages.</summary>
    /// <exception cref="BuildInputException">The data are damaged or cut short.</exception>
    public static void RequireComplete(string path, Stream file, CancellationToken cancellationToken = default)
    {
        byte[] mark = GzipEndMark.Content;
        byte[] buffer = new byte[mark.Length + BlockBytes];
        int kept = 0;
        try
        {
            // The file stays open: a refused one is read again, without the mark.
            HashingStream marked = new(file, GzipEndMark.Member, progress: null, cancellationToken);
            using GZipStream unpacked = new(marked, CompressionMode.Decompress, leaveOpen: true);
            int read;
            while ((read = unpacked.Read(buffer, kept, BlockBytes)) > 0)
            {
                // The last bytes so far move to the front, so that at the end the mark is complete or missing.
                int have = kept + read;
                kept = Math.Min(mark.Length, have);
                buffer.AsSpan(have - kept, kept).CopyTo(buffer);
            }
        }
        catch (InvalidDataException exception)
        {
            throw IsSoundAlone(file, cancellationToken)
                ? Incomplete(path)
                : new BuildInputException($"{path}: is damaged gzip ({exception.Message}); fetch it again", exception);
        }

        if (!buffer.AsSpan(0, kept).SequenceEqual(mark))
        {
            throw Incomplete(path);
        }
    }

    private static BuildInputException Incomplete(string path) =>
        new($"{path}: the gzip data are incomplete; the file was cut short, fetch it again");

    /// <summary>
    /// Returns true if a file is refused with the mark only: it was cut in its last bytes, which those of the mark then
    /// took the place of.
    /// </summary>
    private static bool IsSoundAlone(Stream file, CancellationToken cancellationToken)
    {
        if (!file.CanSeek)
        {
            return false;
        }

        try
        {
            file.Position = 0;
            using GZipStream unpacked = new(file, CompressionMode.Decompress, leaveOpen: true);
            byte[] buffer = new byte[BlockBytes];
            while (unpacked.Read(buffer) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
