namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// The single pass that unpacks a file of variable row length: the choice of its reader and what the readers share.
/// Invariant: whatever ends the pass early, no scratch file remains.
/// </summary>
internal sealed class Conversion : IDisposable
{
    /// <summary>Sentence end that fastText and word2vec.c list among the words; it is not a product.</summary>
    private static ReadOnlySpan<byte> SentenceEnd => "</s>"u8;

    private readonly RowSpool _spool;
    private readonly bool _gzip;
    private readonly IProgress<double>? _progress;
    private long? _dropped;
    private bool _sealed;

    private Conversion(
        string path, EmbeddingReadOptions options, ByteSource source, bool gzip, IProgress<double>? progress)
    {
        Path = path;
        Options = options;
        Source = source;
        _gzip = gzip;
        _progress = progress;
        _spool = options.UnpackInMemory
            ? RowSpool.InMemory()
            : RowSpool.InFiles(options.TemporaryDirectory ?? System.IO.Path.GetTempPath());
    }

    public string Path { get; }

    public EmbeddingReadOptions Options { get; }

    public ByteSource Source { get; }

    /// <summary>Rows read so far, the dropped one included.</summary>
    public long RowsRead => _spool.Count + (_dropped is null ? 0 : 1);

    /// <summary>Reads <paramref name="file"/> to its end and closes it.</summary>
    public static EmbeddingFile Run(
        string path,
        Stream file,
        bool gzip,
        EmbeddingReadOptions options,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        using ByteSource source = new(file, gzip, progress, cancellationToken);
        try
        {
            WordVectorForm form = WordVectorForm.Find(source, path, options);
            using Conversion conversion = new(path, options, source, gzip, progress);
            return form.IsBinary
                ? WordVectorBinary.Convert(conversion, form.Header!.Value, form.Dimension)
                : WordVectorText.Convert(conversion, form.Header, form.Dimension);
        }
        catch (InvalidDataException damage) when (gzip)
        {
            throw Refusal.Of(
                path,
                $"is a damaged or cut gzip file, after {source.Position} decompressed bytes",
                Refusal.Recopy,
                damage);
        }
    }

    /// <summary>Adds a row to the spool, or drops it if it is the sentence end.</summary>
    public void Add(ReadOnlySpan<byte> id, ReadOnlySpan<float> numbers, string unit, long place)
    {
        if (id.Length is 0 or > EmbeddingLimits.MaxIdBytes)
        {
            throw Refusal.Of(
                Path,
                $"{unit} {place} has an id of {id.Length} bytes; 1 to {EmbeddingLimits.MaxIdBytes} are possible",
                "correct the row");
        }

        if (id.SequenceEqual(SentenceEnd))
        {
            _dropped = _dropped is null
                ? _spool.Count
                : throw Refusal.Of(Path, $"{unit} {place} is a second {Refusal.Quote(id)}", "remove the row");
            return;
        }

        if (_spool.Count == int.MaxValue)
        {
            throw Refusal.Of(
                Path, $"{unit} {place} is one row more than the {int.MaxValue} possible", "split the file");
        }

        _spool.Add(id, numbers);
    }

    public EmbeddingFile Finish(string format, int dimension, string unit, long first)
    {
        Refusal.Rows(Path, _spool.Count);
        ulong hash = Source.Finish();
        ConvertedEmbeddingFile result = new(
            _spool, _gzip ? format + " (gzip)" : format, dimension, hash, new RowOrigin(unit, first, _dropped));
        _sealed = true;
        _progress?.Report(1);
        return result;
    }

    public void Dispose()
    {
        if (!_sealed)
        {
            _spool.Dispose();
        }
    }
}
