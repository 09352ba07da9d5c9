using System.Text.Unicode;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Interchange.Rows;

/// <summary>
/// Where the reader of a form puts its rows: scratch files, which are then mapped. Memory does not grow with the rows,
/// and the disk is bounded too: a file that unpacks to more than a fixed multiple of its size is refused. Invariant:
/// every row has the dimension of the first, and either all have an id or none.
/// </summary>
internal sealed class RowSink : IDisposable
{
    /// <summary>
    /// Scratch bytes a byte of the file. Packers reach about 1,000, and a number of two characters takes four bytes.
    /// </summary>
    public const long MostUnpackedOfByte = 4096;

    private const int RowsBetweenChecks = 1 << 10;

    private readonly string _path;
    private readonly EmbeddingReadOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly long _mostBytes;
    private readonly RowSpool _spool;
    private long _bytes;
    private bool _isSealed;

    /// <param name="path">The file, for messages.</param>
    /// <param name="fileBytes">Its length, which bounds what it may unpack to.</param>
    /// <param name="options">What the file alone does not say.</param>
    /// <param name="hasIds">Whether every row has an id.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public RowSink(
        string path, long fileBytes, EmbeddingReadOptions options, bool hasIds, CancellationToken cancellationToken)
    {
        _path = path;
        _options = options;
        _cancellation = cancellationToken;
        _mostBytes = fileBytes > long.MaxValue / MostUnpackedOfByte ? long.MaxValue : fileBytes * MostUnpackedOfByte;
        HasIds = hasIds;
        _spool = options.UnpackInMemory
            ? RowSpool.InMemory()
            : RowSpool.InFiles(options.TemporaryDirectory ?? Path.GetTempPath());
    }

    /// <summary>Numbers of a row; 0 before the first.</summary>
    public int Dimension { get; private set; }

    public int Count => _spool.Count;

    public bool HasIds { get; }

    /// <summary>Adds a row.</summary>
    /// <param name="id">Its id as UTF-8; empty if the rows have none.</param>
    /// <param name="numbers">Its numbers.</param>
    /// <param name="unit">"row" or "line".</param>
    /// <param name="place">Number of the row or line.</param>
    public void Add(ReadOnlySpan<byte> id, ReadOnlySpan<float> numbers, string unit, long place)
    {
        if (_spool.Count % RowsBetweenChecks == 0)
        {
            _cancellation.ThrowIfCancellationRequested();
        }

        if (Dimension == 0)
        {
            Dimension = Refusal.Dimension(_path, numbers.Length, _options);
        }
        else if (numbers.Length != Dimension)
        {
            throw Refusal.Of(
                _path,
                $"{unit} {place} has {numbers.Length} numbers, but the first {Dimension}",
                "correct the row, or export the file again");
        }

        if (HasIds)
        {
            CheckId(id, unit, place);
        }

        if (_spool.Count == int.MaxValue)
        {
            throw Refusal.Of(
                _path, $"{unit} {place} is one row more than the {int.MaxValue} possible", "split the file");
        }

        _bytes += RowSpool.NumbersOffset + ((long)numbers.Length * sizeof(float)) + id.Length;
        if (_bytes > _mostBytes)
        {
            throw Refusal.Of(
                _path,
                $"{unit} {place}: unpacks to more than {MostUnpackedOfByte:N0} times the bytes of the file",
                "check that this is the embedding file");
        }

        _spool.Add(id, numbers);
    }

    /// <summary>Ends the rows; the result owns the scratch files.</summary>
    /// <param name="form">Name of the form and what was chosen in it.</param>
    /// <param name="contentHash">Hash of the file.</param>
    /// <param name="unit">"row" or "line".</param>
    /// <param name="first">Number of the first row or line.</param>
    public EmbeddingFile Finish(string form, ulong contentHash, string unit, long first)
    {
        Refusal.Rows(_path, _spool.Count);
        ConvertedEmbeddingFile result = new(
            _spool, form, Dimension, contentHash, new RowOrigin(unit, first, null), HasIds);
        _isSealed = true;
        return result;
    }

    public void Dispose()
    {
        if (!_isSealed)
        {
            _spool.Dispose();
        }
    }

    private void CheckId(ReadOnlySpan<byte> id, string unit, long place)
    {
        if (id.Length is 0 or > EmbeddingLimits.MaxIdBytes)
        {
            throw Refusal.Of(
                _path,
                $"{unit} {place} has an id of {id.Length} bytes; 1 to {EmbeddingLimits.MaxIdBytes} are possible",
                "correct the row, or name the column of ids (--id-column)");
        }

        if (!Utf8.IsValid(id))
        {
            throw Refusal.Of(
                _path, $"{unit} {place} has an id that is no UTF-8", "write the file with UTF-8 texts");
        }
    }
}
