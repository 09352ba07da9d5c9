using System.Runtime.InteropServices;
using System.Text.Unicode;
using ProductSpace.Fuzz.Embeddings;
using ProductSpace.Interchange.Opening;
using ProductSpace.Interchange.Rows;
using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Fuzz.Interchange;

/// <summary>
/// Embedding files of one form of other tools: refused by an <see cref="EmbeddingFormatException"/> of one line that names the
/// file, or rows and ids in range, as many as the file may unpack to, twice the same. What has no signature left is the
/// engine's, and counts as refused.
/// </summary>
internal class InterchangeTarget(string kind) : HostileTarget
{
    /// <summary>The forms, each a target of its own.</summary>
    public static readonly string[] Kinds = ["parquet", "arrow", "hdf5", "npz", "fbin", "json", "csv"];

    private const int MostRowsRead = 256;

    private static readonly string[] s_words =
    [
        "PAR1", "PARE", "ARROW1", "PK\u0003\u0004", "PK\u0001\u0002", "PK\u0005\u0006", "\u0093NUMPY", "\u0089HDF\r\n\u001A\n", "OHDR", "TREE", "HEAP", "SNOD", "GCOL", "FRHP", "BTHD", "FSHD",
        "embedding", "product_id", "item_id", "list", "element", "train", "ids.npy", "embeddings.npy", "'<f4'", "'<U9999999'", "'|S1'", "(9223372036854775807, 2)", "(2,)",
        "[", "]", "{", "}", "[[", "[]", "{}", "[1,2]", "\"[1,2]\"", "\"id\":", "\"embedding\":[", "null", "1e400", "\\ud800", "\\u0000", "[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "id,embedding\n", "d0,d1", "\"[0.1, 0.2]\"", "{0.1,0.2}", "(0.1 0.2)", "\"open", "\t", ";",
    ];

    private static readonly (EmbeddingReadOptions Options, ColumnChoice Columns)[] s_options =
    [
        (new() { UnpackInMemory = true, Dimension = 4 }, default),
        (new() { UnpackInMemory = true }, new ColumnChoice("price", null)),
        (new() { UnpackInMemory = true }, new ColumnChoice(null, "embedding")),
        (new() { UnpackInMemory = true }, default),
    ];

    private readonly byte[][] _seeds = InterchangeSeeds.Of(kind);
    private readonly ByteMutants _mutants = new(s_words);
    private readonly float[][] _rows = [[], []];

    /// <summary>
    /// Buffers of the libraries, and what a small file may unpack to. PureHDF allocates what a length in the file says before it
    /// reads as much, up to an array's most bytes; the memory is never written to.
    /// </summary>
    public override long MostAllocatedBytes => kind == "hdf5" ? 8L << 30 : 48 << 20;

    public override IEnumerable<byte[]> Intact => _seeds;

    // Only a name tells whether bytes have signs.
    private string Path => kind == "fbin" ? "v.u8bin" : "v.bin";

    public override Verdict Run(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)number));
        return Examine(Make(ref random), random.NextInt(8));
    }

    public override byte[] BytesOf(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)number));
        return Make(ref random);
    }

    public override Verdict Replay(byte[] bytes)
    {
        Verdict verdict = Examine(bytes, 3);
        for (int options = 0; options < 3; options++)
        {
            Examine(bytes, options);
        }

        return verdict;
    }

    public override void Dispose()
    {
        // Nothing is held.
    }

    /// <summary>Opens a file; the tests of the harness put a broken reader here.</summary>
    protected virtual EmbeddingFile? Open(byte[] bytes, EmbeddingReadOptions options, ColumnChoice columns) => VectorForms.OpenInMemory(bytes, Path, options, columns);

    private byte[] Make(ref SeededRandom random) => _mutants.Mutate(_seeds[random.NextInt(_seeds.Length)], ref random).ToArray();

    private Verdict Examine(byte[] bytes, int number)
    {
        (EmbeddingReadOptions options, ColumnChoice columns) = s_options[Math.Min(number, s_options.Length - 1)];
        try
        {
            using EmbeddingFile? file = Open(bytes, options, columns);
            if (file is null)
            {
                return Verdict.Refused;
            }

            Check(file, bytes.Length);
            return Verdict.Answered;
        }
        catch (EmbeddingFormatException refusal)
        {
            if (refusal.Message.AsSpan().ContainsAnyInRange('\0', '\x1F') || !refusal.Message.StartsWith(Path, StringComparison.Ordinal) || refusal.Message.Length > 4000)
            {
                throw new HostileFinding($"a refusal is no line of text: \"{refusal.Message}\"");
            }

            return Verdict.Refused;
        }
    }

    private void Check(EmbeddingFile file, int bytes)
    {
        if (file.Count < 1 || file.Dimension is < 1 or > EmbeddingLimits.MaxDimension || (long)file.Count * file.Dimension > RowSink.MostUnpackedOfByte / sizeof(float) * bytes)
        {
            throw new HostileFinding($"{file.Count} rows of {file.Dimension} numbers in {bytes} bytes");
        }

        _ = file.ContentHash;
        for (int row = 0; row < file.Count; row++)
        {
            row = row >= MostRowsRead ? file.Count - 1 : row;
            CheckRow(file, row);
        }
    }

    private void CheckRow(EmbeddingFile file, int row)
    {
        for (int time = 0; time < 2; time++)
        {
            if (_rows[time].Length != file.Dimension)
            {
                _rows[time] = new float[file.Dimension];
            }

            _rows[time].AsSpan().Fill(time);
            file.ReadRow(row, _rows[time]);
        }

        if (!MemoryMarshal.AsBytes(_rows[0].AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(_rows[1].AsSpan())))
        {
            throw new HostileFinding($"row {row} is another when it is read again");
        }

        ReadOnlySpan<byte> id = file.GetId(row);
        if (file.HasIds == id.IsEmpty || !Utf8.IsValid(id) || id.Length > EmbeddingLimits.MaxIdBytes)
        {
            throw new HostileFinding($"the id of row {row} is no text of 1 to {EmbeddingLimits.MaxIdBytes} bytes");
        }
    }
}
