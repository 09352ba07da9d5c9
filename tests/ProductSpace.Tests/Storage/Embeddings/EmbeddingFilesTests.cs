using System.IO.Hashing;
using CsCheck;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

/// <summary>What holds for every form: it reads back what was written, and damage ends in one typed refusal.</summary>
public class EmbeddingFilesTests
{
    private static readonly Gen<float> s_number = Gen.UInt.Select(bits => BitConverter.UInt32BitsToSingle(bits)).Select(x => float.IsFinite(x) ? x : 1.5f);

    /// <summary>
    /// Numbers as trained vectors have them. A binary word2vec file does not say where an id ends; beside numbers of any size its
    /// bytes may be read in two ways, and are refused then.
    /// </summary>
    private static readonly Gen<float> s_trained = s_number.Select(x => Math.Abs(x) is >= 1e-6f and <= 1e6f ? x : 1.5f);

    private static readonly Gen<string> s_id = Gen.OneOf(
        Gen.String[Gen.Char['a', 'z'], 1, 12],
        Gen.OneOf(new[] { "\u00a0", "x\u00a0y", "\u0085", "é", "日本", "a\u2028b", "😀", "0.5", "</S>", "nan", "-" }.Select(id => Gen.Const(id)).ToArray()));

    private static readonly Gen<string> s_spacedId = Gen.Select(s_id, s_id, (a, b) => $"{a} {b}");

    public static TheoryData<string> Names => [.. Forms.All.Select(form => form.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_WrittenMatrix_ReadsBackEqual(string name)
    {
        Form form = Find(name);
        using EmbeddingFolder folder = new(manyFiles: true);
        Gen<string> ids = form.SpacesInIds ? Gen.OneOf(s_id, s_spacedId) : s_id;
        Gen<float> numbers = name.Contains("binary", StringComparison.Ordinal) ? s_trained : s_number;
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 9])
            .SelectMany((rows, dimension) => Gen.Select(numbers.Array[dimension].Array[rows], ids.Array[rows]))
            .Sample(
                (rows, ids) =>
                {
                    rows = [.. rows.Select(row => row.Select(form.Narrow).ToArray())];
                    byte[] content = form.Write(rows, ids);
                    using EmbeddingFile file = folder.Open(content);
                    Assert.Equal(rows.Length, file.Count);
                    Assert.Equal(rows[0].Length, file.Dimension);
                    Assert.Equal(form.HasIds, file.HasIds);
                    Assert.Equal(XxHash3.HashToUInt64(content), file.ContentHash);
                    for (int row = 0; row < rows.Length; row++)
                    {
                        Assert.Equal(rows[row].Select(BitConverter.SingleToUInt32Bits), file.Row(row).Select(BitConverter.SingleToUInt32Bits));
                        Assert.Equal(form.HasIds ? ids[row] : string.Empty, file.Id(row));
                    }
                },
                iter: 60,
                threads: 1);
    }

    [Fact]
    public void Open_BinaryNumbersThatSpellATextRow_ReadAsBinary()
    {
        // Little-endian 0x000A2030 is "0 ", a line feed and a zero byte: with the id before it, a row of text.
        float[][] rows = [[BitConverter.UInt32BitsToSingle(0x000A2030)], [1.5701049E-38f]];
        using EmbeddingFolder folder = new(manyFiles: false);
        using EmbeddingFile file = folder.Open(Find("word2vec binary").Write(rows, ["a", "b"]));
        Assert.Equal("a", file.Id(0));
        Assert.Equal(rows[0], file.Row(0).ToArray());
        Assert.Equal(rows[1], file.Row(1).ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_EveryTruncation_RefusedOrClean(string name)
    {
        byte[] content = Sample(name);
        using EmbeddingFolder folder = new(manyFiles: true);
        for (int length = 0; length < content.Length; length++)
        {
            ReadAll(folder, content.AsSpan(0, length));
        }

        Assert.Empty(Directory.GetFiles(folder.Scratch));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_RandomByteFlips_RefusedOrClean(string name)
    {
        byte[] content = Sample(name);
        using EmbeddingFolder folder = new(manyFiles: true);
        Random random = new(7);
        for (int trial = 0; trial < 400; trial++)
        {
            byte[] damaged = [.. content];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                // Half of the flips fall on the headers, where they do most.
                int limit = random.Next(2) == 0 ? Math.Min(160, content.Length) : content.Length;
                damaged[random.Next(limit)] = (byte)random.Next(256);
            }

            ReadAll(folder, damaged);
        }

        Assert.Empty(Directory.GetFiles(folder.Scratch));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ReadRow_FromManyThreads_SameNumbers(string name)
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(Sample(name));
        float[][] rows = [.. Enumerable.Range(0, file.Count).Select(file.Row)];
        Parallel.For(0, 2000, i => Assert.Equal(rows[i % rows.Length], file.Row(i % rows.Length)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ReadRow_OutOfRangeOrWrongLength_Throws(string name)
    {
        using EmbeddingFolder folder = new();
        EmbeddingFile file = folder.Open(Sample(name));
        float[] numbers = new float[file.Dimension];
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadRow(file.Count, numbers));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadRow(-1, numbers));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Id(-1));
        Assert.Throws<ArgumentException>(() => file.ReadRow(0, new float[file.Dimension + 1]));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.ReadRow(0, numbers));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Open_OtherDimensionExpected_Refused(string name)
    {
        using EmbeddingFolder folder = new();
        folder.Refuse(Sample(name), string.Empty, new EmbeddingReadOptions { Dimension = 77 });
    }

    [Fact]
    public void Open_DimensionOutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingFiles.Open("x", new EmbeddingReadOptions { Dimension = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmbeddingFiles.Open("x", new EmbeddingReadOptions { Dimension = 65_536 }));
    }

    [Fact]
    public void Open_NoSuchFile_ThrowsFileNotFound() =>
        Assert.Throws<FileNotFoundException>(() => EmbeddingFiles.Open(Path.Combine(Path.GetTempPath(), "no-such-embedding-file")));

    [Fact]
    public void Open_TensorNamedForOtherForm_Refused()
    {
        using EmbeddingFolder folder = new();
        folder.Refuse(Sample("fvecs"), "is not a safetensors file", new EmbeddingReadOptions { Tensor = "wte" });
    }

    [SkippableFact]
    public void Open_RealWordVectors_ReadsInPlace()
    {
        using EmbeddingFile file = EmbeddingFiles.Open(TestData.Find("word-vectors", "vectors_100.npy"));
        Assert.Equal(358_832, file.Count);
        Assert.Equal(100, file.Dimension);
        Assert.Equal("npy <f2", file.Format);
        float[] row = new float[100];
        for (int i = 0; i < file.Count; i++)
        {
            file.ReadRow(i, row);
            Assert.True(row.All(float.IsFinite));
        }

        Assert.NotEqual(0UL, file.ContentHash);
    }

    private static Form Find(string name) => Forms.All.Single(form => form.Name == name);

    private static byte[] Sample(string name)
    {
        Random random = new(3);
        float[][] rows = [.. Enumerable.Range(0, 7).Select(_ => Enumerable.Range(0, 5).Select(_ => MathF.Round(random.NextSingle() - 0.5f, 5)).ToArray())];
        return Find(name).Write(rows, ["shoe", "boot", "<unk>", "日本", "sock", "tie", "hat"]);
    }

    private static void ReadAll(EmbeddingFolder folder, ReadOnlySpan<byte> content)
    {
        // A new name each time: file systems flush a file that is rewritten in place, which takes milliseconds.
        string path = folder.Write(content);
        try
        {
            using EmbeddingFile file = folder.Open(path);
            Assert.InRange(file.Dimension, 1, EmbeddingLimits.MaxDimension);
            Assert.InRange(file.Count, 1, 1000);
            float[] numbers = new float[file.Dimension];
            for (int row = 0; row < file.Count; row++)
            {
                file.ReadRow(row, numbers);
                Assert.InRange(file.GetId(row).Length, file.HasIds ? 1 : 0, 3 * EmbeddingLimits.MaxIdBytes);
            }
        }
        catch (EmbeddingFormatException refusal)
        {
            Assert.StartsWith(path + ": ", refusal.Message, StringComparison.Ordinal);
        }
    }
}
