using System.IO.Compression;
using System.Text;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Training.Logs;

/// <summary>
/// The bytes of one file of a log, decompressed if gzip and as UTF-8 if UTF-16, with their first bytes for
/// inspection.
/// </summary>
internal sealed class LogSource : IDisposable
{
    private const int HeadBytes = 1 << 16;

    private readonly Stream _file;

    private LogSource(string path, Stream file, Stream stream, byte[] head, bool isHeadWhole, bool isGzip)
    {
        Path = path;
        _file = file;
        Stream = stream;
        Head = head;
        IsHeadWhole = isHeadWhole;
        IsGzip = isGzip;
    }

    public string Path { get; }

    public Stream Stream { get; }

    /// <summary>First bytes, as the stream returns them too.</summary>
    public byte[] Head { get; }

    /// <summary>True if the first bytes are all there are.</summary>
    public bool IsHeadWhole { get; }

    public bool IsGzip { get; }

    public string Suffix => IsGzip ? ", gzip" : string.Empty;

    public long Position => _file.Position;

    /// <summary>Bytes of the file as it is.</summary>
    public long Length => _file.Length;

    /// <summary>
    /// Makes a source of a seekable stream of a Parquet file, which is read from its end; owns the stream.
    /// </summary>
    public static LogSource Of(string path, Stream parquet) =>
        new(path, parquet, parquet, [], isHeadWhole: false, isGzip: false);

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

            stream = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            bool isHeadWhole = length < head.Length;
            head = head[..length];
            if (Utf16Of(head) is Encoding utf16)
            {
                stream = Encoding.CreateTranscodingStream(stream, utf16, Encoding.UTF8);
                head = Encoding.UTF8.GetBytes(utf16.GetString(head));
            }

            return new LogSource(path, file, stream, head, isHeadWhole, isGzip);
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

    /// <summary>Returns the encoding that a byte order mark of UTF-16 tells; null for other bytes.</summary>
    private static Encoding? Utf16Of(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Encoding.Unicode
        : head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode
        : null;

    public void Dispose()
    {
        Stream.Dispose();
        _file.Dispose();
    }
}
