using System.Runtime.InteropServices;
using System.Text.Unicode;
using ProductSpace.Numerics;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Fuzz.Embeddings;

/// <summary>
/// Embedding files of every form that is read, between pages that cannot be read: refused by an
/// <see cref="EmbeddingFormatException"/> of one line that names the file, or rows and ids in range, as many as the file has
/// bytes for, twice the same.
/// </summary>
internal class EmbeddingTarget : HostileTarget
{
    private const int MostRowsRead = 256;

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
    private readonly float[][] _rows = [[], []];

    public override long MostAllocatedBytes => 2 << 20;

    public override IEnumerable<byte[]> Intact => _seeds.Select(seed => seed.Whole);

    public override Verdict Run(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)number));
        return Examine(Make(ref random), OptionsOf(random.NextInt(8)));
    }

    public override byte[] BytesOf(ulong seed, long number)
    {
        SeededRandom random = new(SeededRandom.Hash(seed, (ulong)number));
        return Make(ref random).ToArray();
    }

    public override Verdict Replay(byte[] bytes)
    {
        Verdict verdict = Examine(bytes, OptionsOf(7));
        for (int options = 0; options < 3; options++)
        {
            Examine(bytes, OptionsOf(options));
        }

        return verdict;
    }

    public override void Dispose() => _places.Dispose();

    /// <summary>Opens a file; the tests of the harness put a broken reader here.</summary>
    protected virtual EmbeddingFile Open(GuardedBytes bytes, EmbeddingReadOptions options) => EmbeddingFiles.Open(new BorrowedBytes(bytes), bytes.Path, options);

    private Span<byte> Make(ref SeededRandom random)
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

    private static EmbeddingReadOptions OptionsOf(int number) => s_options[Math.Min(number, s_options.Length - 1)];

    private Verdict Examine(ReadOnlySpan<byte> bytes, EmbeddingReadOptions options)
    {
        GuardedBytes guarded = _places.Take(bytes);
        try
        {
            using EmbeddingFile file = Open(guarded, options);
            Check(file, bytes.Length);
            return Verdict.Answered;
        }
        catch (EmbeddingFormatException refusal)
        {
            CheckRefusal(refusal, guarded.Path);
            return Verdict.Refused;
        }
    }

    private static void CheckRefusal(EmbeddingFormatException refusal, string path)
    {
        if (refusal.Message.AsSpan().ContainsAnyInRange('\0', '\x1F') || !refusal.Message.StartsWith(path + ": ", StringComparison.Ordinal) || refusal.Message.Length > 2000)
        {
            throw new HostileFinding($"a refusal is no line of text: \"{refusal.Message}\"");
        }
    }

    private void Check(EmbeddingFile file, int bytes)
    {
        if (file.Count < 1 || file.Dimension is < 1 or > EmbeddingLimits.MaxDimension || (long)file.Count * file.Dimension > (long)MostNumbersOfByte * bytes)
        {
            throw new HostileFinding($"{file.Count} rows of {file.Dimension} numbers in {bytes} bytes");
        }

        _ = file.ContentHash;
        for (int row = 0; row < file.Count; row++)
        {
            if (row >= MostRowsRead && row < file.Count - 1)
            {
                row = file.Count - 1;
            }

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
        if (file.HasIds == id.IsEmpty || !Utf8.IsValid(id) || id.Length > 3 * EmbeddingLimits.MaxIdBytes)
        {
            throw new HostileFinding($"the id of row {row} is no text of 1 to {EmbeddingLimits.MaxIdBytes} bytes");
        }
    }
}
