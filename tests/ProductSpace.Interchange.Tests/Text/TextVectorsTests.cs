using System.IO.Compression;
using ProductSpace.Tests.Storage.Embeddings;

namespace ProductSpace.Interchange.Tests.Text;

public sealed class TextVectorsTests : IDisposable
{
    private readonly VectorFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\"id\":1,\"embedding\":[1,2]}\n{\"embedding\":[3,4e0],\"id\":\"b\\u0021\"}\n\n", "1:1,2 b!:3,4")]
    [InlineData("{\"sku\":\"a\",\"v\":\"[1, 2]\"}\n", "a:1,2")]
    [InlineData("[1,2]\n[3,4]", ":1,2 :3,4")]
    [InlineData("\uFEFF{\"vector\":[1]}\r\n", ":1")]
    [InlineData("id,embedding\na,\"[1,2]\"\n\"b,c\",\"[3, 4]\"\n", "a:1,2 b,c:3,4")]
    [InlineData("ProductId,Text,embedding\nB001,\"two\nlines\",\"[1, 2]\"\n", "B001:1,2")]
    [InlineData("a\t[1,2]\nb\t[3,4]\n", "a:1,2 b:3,4")]
    [InlineData("1,\"{0.5,2}\"\n", "1:0.5,2")]
    [InlineData("[1 2]\n[3 4]\n", ":1,2 :3,4")]
    [InlineData("0.5,1.5\n2,3\n", ":0.5,1.5 :2,3")]
    [InlineData("17,0.5,1.5\n18,2,3\n", "17:0.5,1.5 18:2,3")]
    [InlineData("a;1;2\nb;3;4\n", "a:1,2 b:3,4")]
    [InlineData(",0,1\nx,5,6\ny,7,8\n", "x:5,6 y:7,8")]
    [InlineData("id,price,d0,d1\na,9.99,1,2\n", "a:1,2")]
    [InlineData("sku\td1\td2\na\t1\t2\n", "a:1,2")]
    [InlineData("item_id,x,y\na,1,2\n", "a:1,2")]
    public void Open_TextOfEveryWriter_IsRead(string text, string expected)
    {
        using (VectorFile file = _folder.Open(text))
        {
            Assert.Equal(expected, VectorFolder.Text(file));
        }

        using VectorFile packed = _folder.Open(Forms.Gzip(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Equal(expected, VectorFolder.Text(packed));
        Assert.EndsWith("(gzip)", packed.Form, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p1 0.5 1.5\np2 2 3\n", "text without header")]
    [InlineData("p1\t0.5\t1.5\n", "text without header")]
    [InlineData("2 2\na, 1 2\nb 3 4\n", "word2vec text")]
    public void Open_TextOfTheEngine_StaysWithIt(string text, string form)
    {
        using VectorFile file = _folder.Open(text);
        Assert.Equal(form, file.Form);
    }

    [Theory]
    [InlineData("{\"id\":1,\"embedding\":[1,2]}\n{\"id\":2,\"embedding\":[1,\"x\"]}\n", "line 2: number 2 of the vector is missing or no number ('x')")]
    [InlineData("{\"id\":1,\"embedding\":[1,2]}\n{\"id\":2}\n", "line 2 has no 'embedding'")]
    [InlineData("{\"id\":1,\"embedding\":[1,2]}\n{\"embedding\":[1,2]}\n", "line 2 has no 'id'")]
    [InlineData("{\"id\":1,\"embedding\":[1,2]}\n{\"id\":2,\"embedding\":[1]}\n", "line 2 has 1 numbers, but the first 2")]
    [InlineData("{\"id\":1,\"embedding\":[1,2]}\n{\"id\":2,\n", "line 2 is no JSON")]
    [InlineData("{\"id\":1,\"embedding\":[1,2]}\n\n{\"id\":2,\"embedding\":[1,2]}\n", "line 2 is blank, with rows after it")]
    [InlineData("{\"id\":1,\"name\":\"x\"}\n", "no column of arrays of numbers; it has: 'id', 'name'")]
    [InlineData("{\"a\":[1],\"b\":[2]}\n", "several columns of arrays of numbers: 'a', 'b'")]
    [InlineData("{\"a\u0007\\u001b\":[1],\"b\":[2]}\n", "control character")]
    [InlineData("id,embedding\na,\"[1,2]\"\nb,\"[1,x]\"\n", "line 3, cell 2 is no vector [0.1,0.2,...] ('x')")]
    [InlineData("id,embedding\na,\"[1,2]\"\nb,\n", "line 3, cell 2 is no vector")]
    [InlineData("id,d0,d1\na,1,2\nb,1\n", "line 3, cell 3: number 2 is missing or no number")]
    [InlineData("id,d0,d1\na,1,2\nb,1,2,3\n", "line 3 has 4 cells, but the first 3")]
    [InlineData("id,d0,d1\na,1,2\n\"b,1,2\n", "a quote opens and never closes")]
    [InlineData("id,name,price\na,x,2\n", "('name' holds something else)")]
    [InlineData("a,b,c\nd,e,f\n", "holds something else")]
    public void Open_WrongText_RefusedWithLineAndRemedy(string text, string words) => _folder.Refuse(text, words);

    [Fact]
    public void Open_ColumnsOfAForm_WithoutColumns_AreRefused()
    {
        _folder.Refuse("1,2\n3,4\n", "has no header", new VectorFileOptions { VectorColumn = "x" });
        _folder.Refuse("p1 0.5 1.5\n", "of a form without columns", new VectorFileOptions { IdColumn = "x" });
        _folder.Refuse("{\"vector\":[1]}\n", "--tensor does not apply", new VectorFileOptions { Tensor = "x" });
    }

    /// <summary>A megabyte that unpacks to a thousand: the scratch files stay within a multiple of the file.</summary>
    [Fact]
    public void Open_GzipBomb_IsRefused()
    {
        using MemoryStream bomb = new();
        using (GZipStream stream = new(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            byte[] lines = [.. Enumerable.Repeat("[0]\n"u8.ToArray(), 1 << 12).SelectMany(line => line)];
            for (int i = 0; i < 1 << 8; i++)
            {
                stream.Write(lines);
            }
        }

        _folder.Refuse(bomb.ToArray(), "unpacks to more than 4,096 times the bytes of the file");
    }

    [Fact]
    public void Open_CutGzip_IsRefused()
    {
        byte[] whole = Forms.Gzip(OtherForms.VectorCsv([[1, 2], [3, 4]], ["a", "b"], ",", "\""));
        _folder.Refuse(whole[..^6], "gzip");
        byte[] lines = Forms.Gzip(OtherForms.JsonLines([[1, 2], [3, 4]], ["a", "b"]));
        _folder.Refuse(lines[..^6], "gzip");
    }
}
