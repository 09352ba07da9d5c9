using System.Globalization;
using System.Text;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

public class WordVectorTextTests
{
    [Theory]
    [InlineData("2 3\nshoe 1 2 3\nboot 4 5 6\n")]
    [InlineData("2 3\nshoe 1 2 3\nboot 4 5 6")]
    [InlineData("2 3\r\nshoe 1 2 3\r\nboot 4 5 6\r\n")]
    [InlineData("2 3 \nshoe 1 2 3 \nboot 4 5 6 \n")]
    [InlineData("2 3\nshoe 1 2 3 \r\nboot\t4\t5\t6\n\n\r\n")]
    [InlineData("\uFEFF2 3\nshoe 1  2 3\nboot 4.0 +5e0 0.6E1\n")]
    [InlineData("3 3\n</s> 9 9 9\nshoe 1 2 3\nboot 4 5 6\n")]
    [InlineData("3 3\nshoe 1 2 3\n</s> 9 9 9\nboot 4 5 6\n")]
    [InlineData("shoe 1 2 3\nboot 4 5 6\n")]
    [InlineData("shoe 1 2 3\r\nboot 4 5 6")]
    public void Open_Variants_SameRows(string text)
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(text, null);
        Assert.Equal(["shoe", "boot"], file.Ids());
        Assert.Equal([1, 2, 3], file.Row(0));
        Assert.Equal([4, 5, 6], file.Row(1));
    }

    [Fact]
    public void Open_IdsWithSpacesAndNoBreakSpaces_SplitFromTheRight()
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open("4 2\n. . . 1 2\nred shoe 5 3 4\na\u00a0b 5 6\nc\u0085d\u2028e 7 8\n", null);
        Assert.Equal([". . .", "red shoe 5", "a\u00a0b", "c\u0085d\u2028e"], file.Ids());
        Assert.Equal([3, 4], file.Row(1));
        Assert.Equal([7, 8], file.Row(3));
    }

    [Fact]
    public void Open_NoHeaderSpacesInIds_NeedsTheDimension()
    {
        const string text = "the 1 2\n. . . 3 4\n";
        using EmbeddingFolder folder = new();
        folder.RefuseText(text, "line 2 has 5 fields, but line 1 has 3; correct the line; if ids contain spaces, give the dimension");
        using EmbeddingFile file = folder.Open(text, 2);
        Assert.Equal(["the", ". . ."], file.Ids());
    }

    [Fact]
    public void Open_NotFiniteNumbers_Kept()
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open("1 6\nx nan -inf INF -nan Infinity 1e999\n", null);
        Assert.Equal([float.NaN, float.NegativeInfinity, float.PositiveInfinity, float.NaN, float.PositiveInfinity, float.PositiveInfinity], file.Row(0));
    }

    [Fact]
    public void Open_IdOfAnotherEncoding_RefusedUnlessStated()
    {
        byte[] content = [.. "2 1\na 1\ncaf"u8, 0xE9, .. " 1\n"u8];
        using EmbeddingFolder folder = new();
        folder.Refuse(content, "line 3: byte 11 (0xE9) of the id is no UTF-8; save the file as UTF-8, or say what it is (--encoding windows-1252)");
        using EmbeddingFile file = folder.Open(content, new EmbeddingReadOptions { TextEncoding = Encoding.Latin1 });
        Assert.Equal(["a", "caf\u00E9"], file.Ids());
        folder.Refuse(Encoding.UTF8.GetBytes("1 1\ncaf\u00E9 1\n"), "has its ids in UTF-8", new EmbeddingReadOptions { TextEncoding = Encoding.Latin1 });
    }

    [Fact]
    public void Open_CultureWithDecimalComma_ReadsThePoint()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = comma;
            using EmbeddingFolder folder = new();
            using EmbeddingFile file = folder.Open("1 1\nx 0.1234567890123\n", null);
            Assert.Equal(0.1234567890123f, file.Row(0)[0]);
            folder.RefuseText("1 1\nshoe 0,125\n", "'0,125'");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("3 2\na 1 2\nb 3 4\n", "declares 3 rows")]
    [InlineData("3 1\na 1\nbbbbbbb 3\n", "declares 3 rows in line 1 but ends after 2")]
    [InlineData("1 2\na 1 2\nb 3 4\n", "line 3 comes after the 1 rows")]
    [InlineData("2 2\na 1 2\nb 3\n", "cut short")]
    [InlineData("2 2\na 1 2\nbbbbbbbbb 3\n", "line 3: an id and 2 numbers are needed, but number 1 is missing or invalid ('bbbbbbbbb')")]
    [InlineData("2 2\na 1 2\nbb 3 x\n", "line 3: an id and 2 numbers are needed, but number 2 is missing or invalid ('x')")]
    [InlineData("2 2\na 1 2\n33333 4\n", "line 3 has 2 numbers and no id")]
    [InlineData("2 2\na 1 2\n\nb 3 4\n", "line 3 is blank")]
    [InlineData("2 1\n</s> 1\n</s> 2\n", "second '</s>'")]
    [InlineData("1 1\n</s> 1\n", "holds no rows")]
    [InlineData("0 10\n", "holds no rows")]
    [InlineData("10 0\nx\n", "declares 0 numbers per row")]
    [InlineData("2 65536\na 1 2\n", "declares 65536 numbers")]
    [InlineData("99999999999999999999999 10\na 1 2\n", "rows; 2147483647 are possible")]
    [InlineData("2000000000 65535\na 1 2\n", "declares 2000000000 rows")]
    [InlineData("hello world\n", "not an embedding file of a known format")]
    [InlineData("hello\n", "not an embedding file of a known format")]
    [InlineData("id,x,y\na,1,2\n", "not an embedding file of a known format")]
    [InlineData("100 5", "declares 100 rows")]
    [InlineData("\n", "not an embedding file of a known format")]
    public void Open_Damaged_RefusedWithPlace(string text, string words)
    {
        using EmbeddingFolder folder = new();
        folder.RefuseText(text, words);
    }

    [Fact]
    public void Open_IdTooLong_Refused()
    {
        using EmbeddingFolder folder = new();
        folder.RefuseText($"1 1\n{new string('x', 4097)} 1\n", "has an id of 4097 bytes");
    }

    [Fact]
    public void Open_LongRows_CrossBufferBorders()
    {
        const int dimension = 3000;
        StringBuilder text = new($"40 {dimension}\n");
        for (int row = 0; row < 40; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"id{row}").AppendJoin(string.Empty, Enumerable.Range(0, dimension).Select(i => $" 0.{row}{i}")).Append('\n');
        }

        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(text.ToString(), null);
        Assert.Equal(40, file.Count);
        Assert.Equal("id39", file.Id(39));
        Assert.Equal(0.392999f, file.Row(39)[2999]);
    }

    [Fact]
    public void Locate_DroppedRow_NamesTheLineOfTheFile()
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open("3 1\na 1\n</s> 2\nb 3\n", null);
        Assert.Equal("line 2", file.Locate(0));
        Assert.Equal("line 4", file.Locate(1));
    }
}
