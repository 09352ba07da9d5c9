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
internal class InterchangeTarget(string kind) : FileTarget
{
    /// <summary>The forms, each a target of its own.</summary>
    public static readonly string[] Kinds = ["parquet", "arrow", "hdf5", "npz", "fbin", "json", "csv"];

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
    private readonly EmbeddingExam _exam = new(RowSink.MostUnpackedOfByte / sizeof(float), EmbeddingLimits.MaxIdBytes);

    /// <summary>
    /// Buffers of the libraries, and what a small file may unpack to. PureHDF allocates what a length in the file says before it
    /// reads as much, up to an array's most bytes; the memory is never written to.
    /// </summary>
    public override long MostAllocatedBytes => kind == "hdf5" ? 8L << 30 : 48 << 20;

    public override IEnumerable<byte[]> Intact => _seeds;

    // Only a name tells whether bytes have signs.
    private string Path => kind == "fbin" ? "v.u8bin" : "v.bin";

    protected override int Ways => 8;

    /// <summary>Opens a file; the tests of the harness put a broken reader here.</summary>
    protected virtual EmbeddingFile? Open(byte[] bytes, EmbeddingReadOptions options, ColumnChoice columns) => VectorForms.OpenInMemory(bytes, Path, options, columns);

    protected override ReadOnlySpan<byte> Make(ref SeededRandom random) => _mutants.Mutate(_seeds[random.NextInt(_seeds.Length)], ref random);

    protected override Verdict Examine(ReadOnlySpan<byte> bytes, int way)
    {
        (EmbeddingReadOptions options, ColumnChoice columns) = s_options[Math.Min(way, s_options.Length - 1)];
        try
        {
            using EmbeddingFile? file = Open(bytes.ToArray(), options, columns);
            if (file is null)
            {
                return Verdict.Refused;
            }

            _exam.Check(file, bytes.Length);
            return Verdict.Answered;
        }
        catch (EmbeddingFormatException refusal)
        {
            return CheckRefusal(refusal, Path);
        }
    }
}
