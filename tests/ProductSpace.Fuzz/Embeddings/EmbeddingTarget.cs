using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Fuzz.Embeddings;

/// <summary>
/// Embedding files of every form that is read, between pages that cannot be read: refused by an
/// <see cref="EmbeddingFormatException"/> of one line that names the file, or rows and ids in range, as many as the file has
/// bytes for, twice the same.
/// </summary>
internal class EmbeddingTarget : FileTarget
{
    /// <summary>Numbers a byte of the file: gzip unpacks to 1,032 times, a text number takes two bytes.</summary>
    private const int MostNumbersOfByte = 520;

    private static readonly string[] s_words =
    [
        "</s>", "3 2\n", "1 65536\n", "2147483648 4\n", "99999999999 1\n", "-1 4\n", "0 0\n", "4 \n", "5 4\r\n", "a 1 2 3 4\n", "\u007FELF", "\u0093NUMPY", "PK\u0003\u0004",
        "{'descr': '<f4', ", "'<f4'", "'>f4'", "'<f2'", "'<f8'", "'|O'", "'<i8'", "[('a', '<f4')]", "True", "False", "'fortran_order': True", "'shape': (2, 2), ", "(1,)", "()", "(2, 2, 2)", "(,)",
        "(9223372036854775807, 2)", "(4294967296, 4294967296)", "(0, 4)", "L", "}", "{", "(", ")", "\\'",
        "\"F16\"", "\"F32\"", "\"BF16\"", "\"I64\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\":{},", "[0,0]", "[9223372036854775807,1]", "[1,2,3]", "null", "1e3", "\"\\ud800\"", "\"\\u0000\"",
        "[[[[[[[[", "{{{{{{{{", "\"x\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},",
    ];

    private readonly EmbeddingSeed[] _seeds = EmbeddingSeed.All();
    private readonly ByteMutants _mutants = new(s_words);
    private readonly EditedBytes _file = new();
    private readonly GuardedPlaces _places = new();
    private readonly EmbeddingExam _exam = new(MostNumbersOfByte, 3 * EmbeddingLimits.MaxIdBytes);

    public override long MostAllocatedBytes => 2 << 20;

    public override IEnumerable<byte[]> Intact => _seeds.Select(seed => seed.Whole);

    protected override int Ways => 8;

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    /// <summary>Opens a file; the tests of the harness put a broken reader here.</summary>
    protected virtual EmbeddingFile Open(GuardedBytes bytes, EmbeddingReadOptions options) => EmbeddingFiles.Open(new BorrowedBytes(bytes), bytes.Path, options);

    protected override ReadOnlySpan<byte> Make(ref SeededRandom random)
    {
        EmbeddingSeed seed = _seeds[random.NextInt(_seeds.Length)];
        bool inside = random.NextInt(4) != 0;
        if (!inside)
        {
            return _mutants.Mutate(seed.Whole, ref random);
        }

        if (seed.Header.Length > 0 && random.NextInt(4) != 0)
        {
            seed.Join(_mutants.Mutate(seed.Header, ref random), seed.Data, ref random, _file);
        }
        else
        {
            seed.Join(seed.Header, _mutants.Mutate(seed.Data, ref random), ref random, _file);
        }

        return _file.Span;
    }

    private static readonly EmbeddingReadOptions[] s_options =
    [
        new() { UnpackInMemory = true, Dimension = 4 },
        new() { UnpackInMemory = true, Tensor = "embedding" },
        new() { UnpackInMemory = true, Dimension = EmbeddingLimits.MaxDimension },
        new() { UnpackInMemory = true },
    ];

    protected override Verdict Examine(ReadOnlySpan<byte> bytes, int way)
    {
        GuardedBytes guarded = _places.Take(bytes);
        try
        {
            using EmbeddingFile file = Open(guarded, s_options[Math.Min(way, s_options.Length - 1)]);
            _exam.Check(file, bytes.Length);
            return Verdict.Answered;
        }
        catch (EmbeddingFormatException refusal)
        {
            return CheckRefusal(refusal, guarded.Path + ": ");
        }
    }
}
