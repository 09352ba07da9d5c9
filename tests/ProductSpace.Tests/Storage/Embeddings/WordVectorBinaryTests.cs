using System.Text;
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
    public void Open_InvalidUtf8InId_Replaced()
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open([.. "1 1\n"u8, 0xE9, .. " "u8, 0, 0, 0x80, 0x3F]);
        Assert.Equal("\uFFFD", file.Id(0));
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
