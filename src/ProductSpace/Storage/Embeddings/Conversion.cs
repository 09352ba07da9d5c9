using System.Text;
using System.Text.Unicode;

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
    private bool _hasIds = true;
    private bool _hasUtf8;
    private bool _hasOther;
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
                : WordVectorText.Convert(conversion, form.Header, form.Dimension, form.IsBare);
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

    /// <summary>Adds a row of numbers without an id.</summary>
    public void AddBare(ReadOnlySpan<float> numbers, string unit, long place)
    {
        RequireRoom(unit, place);
        _hasIds = false;
        _spool.Add([], numbers);
    }

    /// <summary>Adds a row to the spool, or drops it if it is the sentence end.</summary>
    /// <param name="id">Its id, in the encoding of the file.</param>
    /// <param name="numbers">Its numbers.</param>
    /// <param name="unit">"row" or "line".</param>
    /// <param name="place">Number of the row or line.</param>
    /// <param name="offset">Where the id begins in the file.</param>
    public void Add(ReadOnlySpan<byte> id, ReadOnlySpan<float> numbers, string unit, long place, long offset)
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

        RequireRoom(unit, place);
        _spool.Add(Utf8Of(id, unit, place, offset), numbers);
    }

    public EmbeddingFile Finish(string format, int dimension, string unit, long first)
    {
        Refusal.Rows(Path, _spool.Count);
        if (_hasUtf8 && !_hasOther)
        {
            throw Refusal.Of(
                Path,
                $"has its ids in UTF-8, which would not be read right as {Options.TextEncoding!.WebName}",
                "leave --encoding out, or save all files in one encoding");
        }

        ulong hash = Source.Finish();
        ConvertedEmbeddingFile result = new(
            _spool,
            _gzip ? format + " (gzip)" : format,
            dimension,
            hash,
            new RowOrigin(unit, first, _dropped),
            _hasIds);
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

    private void RequireRoom(string unit, long place)
    {
        if (_spool.Count == int.MaxValue)
        {
            throw Refusal.Of(
                Path, $"{unit} {place} is one row more than the {int.MaxValue} possible", "split the file");
        }
    }

    /// <summary>
    /// Returns an id as UTF-8. Other bytes are refused, because ids whose letters were replaced would be equal.
    /// </summary>
    private ReadOnlySpan<byte> Utf8Of(ReadOnlySpan<byte> id, string unit, long place, long offset)
    {
        if (Ascii.IsValid(id))
        {
            return id;
        }

        bool isUtf8 = Utf8.IsValid(id);
        if (Options.TextEncoding is null or UTF8Encoding)
        {
            int fault = isUtf8 ? 0 : Utf8Scan.FirstFault(id);
            return isUtf8
                ? id
                : throw Refusal.Of(
                    Path,
                    $"{unit} {place}: byte {offset + fault} (0x{id[fault]:X2}) of the id is no UTF-8",
                    "save the file as UTF-8, or say what it is (--encoding windows-1252)");
        }

        _hasUtf8 |= isUtf8;
        _hasOther |= !isUtf8;
        return Encoding.UTF8.GetBytes(Options.TextEncoding.GetString(id));
    }
}
