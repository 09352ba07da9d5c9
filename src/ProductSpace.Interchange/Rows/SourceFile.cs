using ProductSpace.Storage;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Rows;

/// <summary>
/// The file that a reader reads, and what the readers share: how it is named in messages, what the caller said of it,
/// and how each opening begins at its first byte. Readers of columns open it several times, one position each.
/// </summary>
internal sealed class SourceFile
{
    private const int BufferBytes = 1 << 16;

    private readonly Func<Stream> _open;

    private SourceFile(
        string path, Func<Stream> open, long length, EmbeddingReadOptions options, ColumnChoice columns,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Path = path;
        _open = open;
        Length = length;
        Options = options;
        Columns = columns;
        Progress = progress;
        Cancellation = cancellationToken;
    }

    /// <summary>Path as the caller gave it.</summary>
    public string Path { get; }

    /// <summary>Length in bytes.</summary>
    public long Length { get; }

    /// <summary>Whether the bytes are those of a test.</summary>
    public bool IsInMemory { get; private init; }

    public EmbeddingReadOptions Options { get; }

    public ColumnChoice Columns { get; }

    public IProgress<double>? Progress { get; }

    public CancellationToken Cancellation { get; }

    public static SourceFile OnDisk(
        string path, EmbeddingReadOptions options, ColumnChoice columns, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        return new SourceFile(path, Open, new FileInfo(path).Length, options, columns, progress, cancellationToken);

        FileStream Open() =>
            new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes);
    }

    /// <summary>A file in memory, for tests.</summary>
    public static SourceFile InMemory(string path, byte[] bytes, EmbeddingReadOptions options, ColumnChoice columns) =>
        new(
            path, () => new MemoryStream(bytes, writable: false), bytes.Length, options, columns, progress: null,
            CancellationToken.None)
        {
            IsInMemory = true,
        };

    /// <summary>Opens the file at its first byte; the caller closes it.</summary>
    public Stream Open() => _open();

    /// <summary>Makes the sink of the rows.</summary>
    public RowSink NewSink(bool hasIds) => new(Path, Length, Options, hasIds, Cancellation);

    /// <summary>Reports how far a reader is: the share of the rows or bytes done, 0 to 1.</summary>
    public void Report(double share) => Progress?.Report(Math.Clamp(share, 0, 1));

    /// <summary>Reads the file once more for its hash.</summary>
    public ulong Hash()
    {
        using Stream stream = Open();
        return new HashingStream(stream, default, progress: null, Cancellation).Finish();
    }

    public EmbeddingFormatException Refuse(string fault, string remedy, Exception? inner = null) =>
        Refusal.Of(Path, fault, remedy, inner);

    /// <summary>Refuses a damaged file. What a library threw says too little for a message of ours.</summary>
    public EmbeddingFormatException Damaged(string form, Exception cause) =>
        Refuse($"is damaged {form} ({OneLine(cause.Message)})", "write or copy it again", cause);

    private static string OneLine(string text)
    {
        const int most = 200;
        string line = Printable.Shown(text.Length > most ? text[..most] : text);
        return line.TrimEnd('.', ' ');
    }
}
