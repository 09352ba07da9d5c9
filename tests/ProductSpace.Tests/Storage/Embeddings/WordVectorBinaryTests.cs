using System.Text;
using CsCheck;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

public class WordVectorBinaryTests
{
    private static readonly float[][] s_rows = [[1, 2], [3, 4], [5, 6]];

    [Fact]
    public void Open_SentenceEndFirst_Dropped()
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(Forms.Binary(s_rows, ["</s>", "a", "b"], "\n"));
        Assert.Equal(["a", "b"], file.Ids());
        Assert.Equal([3, 4], file.Row(0));
        Assert.Equal("row 1", file.Locate(0));
        Assert.Equal("word2vec binary", file.Format);
    }

    [Fact]
    public void Open_NumbersThatLookLikeText_StillBinary()
    {
        // 0x20202020, 0x0A0A0A0A: floats made of spaces and line feeds.
        float[] row = [BitConverter.UInt32BitsToSingle(0x20202020), BitConverter.UInt32BitsToSingle(0x0A0A0A0A)];
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(Forms.Binary([row, row], ["a", "b"], "\n"));
        Assert.Equal("word2vec binary", file.Format);
        Assert.Equal(row, file.Row(1));
    }

    [Fact]
    public void Open_InvalidUtf8InId_RefusedUnlessStated()
    {
        byte[] content = [.. "1 1\n"u8, 0xE9, .. " "u8, 0, 0, 0x80, 0x3F];
        using EmbeddingFolder folder = new();
        folder.Refuse(content, "row 0: byte 4 (0xE9) of the id is no UTF-8");
        using EmbeddingFile file = folder.Open(content, new EmbeddingReadOptions { TextEncoding = Encoding.Latin1 });
        Assert.Equal("\u00E9", file.Id(0));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public void Open_IdsWithBlanks_AreRead(string end)
    {
        string[] ids = ["red shoe", "blue shoe", "gr\u00FCner Hut f\u00FCr 2", "boot", "p0"];
        float[][] rows = [.. Enumerable.Range(0, 5).Select(row => Enumerable.Range(0, 8).Select(i => MathF.Sin((row * 8) + i + 1)).ToArray())];
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(Forms.Binary(rows, ids, end));
        Assert.Equal(ids, file.Ids());
        Assert.Equal(rows, Enumerable.Range(0, 5).Select(file.Row));
    }

    /// <summary>The bytes of a number can be a letter and a blank, which would end another id.</summary>
    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public void Open_NumbersThatHoldABlank_IdsStayWhole(string end)
    {
        float[] row = [BitConverter.UInt32BitsToSingle(0x3D4C2041), 0.5f, -0.25f];
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(Forms.Binary([row, row, row], ["prod-1", "prod-2", "prod-3"], end));
        Assert.Equal(["prod-1", "prod-2", "prod-3"], file.Ids());
        Assert.Equal(row, file.Row(1));
    }

    [Fact]
    public void Open_AnyIds_AreReadRightOrRefused()
    {
        using EmbeddingFolder folder = new(manyFiles: true);
        string[] words = ["p", "red", "7", "\u00FC", "shoe"];
        Gen<string> id = Gen.Int[0, words.Length - 1].Array[1, 3].Select(chosen => string.Join(' ', chosen.Select(word => words[word])));
        int read = 0;
        Gen.Select(id.Array[1, 6], Gen.Int[2, 6], Gen.Bool, Gen.Int[1, 1 << 20]).Sample(
            (ids, dimension, feeds, seed) =>
            {
                Random random = new(seed);
                float[][] rows = [.. ids.Select(_ => Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray())];
                string path = folder.Write(Forms.Binary(rows, ids, feeds ? "\n" : ""));
                try
                {
                    using EmbeddingFile file = folder.Open(path);
                    Assert.Equal(ids, file.Ids());
                    Assert.Equal(rows, Enumerable.Range(0, ids.Length).Select(file.Row));
                    Interlocked.Increment(ref read);
                }
                catch (EmbeddingFormatException)
                {
                    // Bytes of few numbers can be anything.
                }
                finally
                {
                    File.Delete(path);
                }
            },
            iter: 300,
            threads: 1);
        Assert.InRange(read, 270, 300);
    }

    [Fact]
    public void Open_TwoBlanksThatCouldEndAnId_RefusedWithRowAndByte()
    {
        // Read as "a" or as "a b", the row is followed by an id, and all of its numbers are usual ones.
        float letters = BitConverter.UInt32BitsToSingle(0x3F203F62);
        byte[] content = [.. "2 1\na "u8, .. BitConverter.GetBytes(letters), .. "???c "u8, .. BitConverter.GetBytes(0.5f)];
        using EmbeddingFolder folder = new();
        folder.Refuse(content, "row 0 (byte 4) begins with 'a b? ????c', where more than one blank could be the end of the id");
    }

    [Fact]
    public void Open_MoreRowsDeclared_RefusedByLength()
    {
        byte[] content = Forms.Binary(s_rows, ["a", "b", "c"], "\n");
        content[0] = (byte)'9';
        using EmbeddingFolder folder = new();
        folder.Refuse(content, "declares 9 rows of 2 numbers in line 1, which need at least 90 bytes, but has 33 after it: cut short");
    }

    [Fact]
    public void Open_FewerRowsDeclared_RefusedAtTheRest()
    {
        byte[] content = Forms.Binary(s_rows, ["a", "b", "c"], "\n");
        content[0] = (byte)'2';
        using EmbeddingFolder folder = new();
        folder.Refuse(content, "continues at byte 26 after the 2 rows");
    }

    [Fact]
    public void Open_CutInLastRow_Refused()
    {
        byte[] content = Forms.Binary(s_rows, ["aaaa", "bbbb", "cccc"], "\n");
        using EmbeddingFolder folder = new();
        folder.Refuse(content.AsSpan(0, content.Length - 3), "is cut short in row 2 of 3");
    }

    [Fact]
    public void Open_IdWithoutEnd_Refused()
    {
        byte[] content = [.. "1 2\n\0"u8, .. Encoding.UTF8.GetBytes(new string('x', 9000))];
        using EmbeddingFolder folder = new();
        folder.Refuse(content, "row 0 (byte 4) does not begin with an id");
    }

    [Fact]
    public void Open_MadeWithEmptyId_Refused()
    {
        using EmbeddingFolder folder = new();
        folder.Refuse(Forms.Binary(s_rows, ["a", "", "bb"], "\n"), "row 1 has an id of 0 bytes");
    }
}
