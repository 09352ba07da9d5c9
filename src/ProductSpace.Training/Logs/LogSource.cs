using System.IO.Compression;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Logs;

/// <summary>
/// The bytes of one file of a log, decompressed if they are gzip, with their first bytes for inspection.
/// </summary>
internal sealed class LogSource : IDisposable
{
    private const int HeadBytes = 1 << 16;

    private readonly FileStream _file;

    private LogSource(string path, FileStream file, Stream stream, byte[] head, bool isGzip)
    {
        Path = path;
        _file = file;
        Stream = stream;
        Head = head;
        IsGzip = isGzip;
    }

    public string Path { get; }

    public Stream Stream { get; }

    /// <summary>First bytes, decompressed; the stream returns them too.</summary>
    public byte[] Head { get; }

    public bool IsGzip { get; }

    public string Suffix => IsGzip ? ", gzip" : string.Empty;

    public long Position => _file.Position;

    public static LogSource Open(string path, bool isChecked, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new TrainingInputException($"{path}: is a directory, a file of events is needed");
        }

        FileStream? file = null;
        try
        {
            file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, HeadBytes);
            if (!file.CanSeek)
            {
                throw new TrainingInputException(
                    $"{path}: is a pipe or device, which cannot be read twice; write it to a file first");
            }

            Span<byte> magic = stackalloc byte[2];
            bool isGzip =
                file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2
                && magic.SequenceEqual((ReadOnlySpan<byte>)[0x1F, 0x8B]);
            if (isGzip && !isChecked)
            {
                GzipCheck.RequireComplete(path, cancellationToken);
            }

            byte[] head = new byte[HeadBytes];
            file.Position = 0;
            Stream stream = isGzip ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            file.Position = 0;
            if (length == 0)
            {
                throw new TrainingInputException($"{path}: is empty; a file of events is needed");
            }

            return new LogSource(
                path,
                file,
                isGzip ? new GZipStream(file, CompressionMode.Decompress) : file,
                head[..length],
                isGzip);
        }
        catch (BuildInputException exception)
        {
            file?.Dispose();
            throw new TrainingInputException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrainingInputException($"{path}: does not exist; check the name", exception);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException)
        {
            throw new TrainingInputException($"{path}: may not be read; check its rights", exception);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        _file.Dispose();
    }
}
