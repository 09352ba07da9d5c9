using System.Text;
using ProductSpace.Memory;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

/// <summary>Text whose rows are numbers only, because the ids come from elsewhere.</summary>
public sealed class GivenIdsTests : IDisposable
{
    private readonly EmbeddingFolder _folder = new();
    private readonly Utf8List _ids = new();

    public GivenIdsTests()
    {
        foreach (string id in new[] { "p-1", "7" })
        {
            _ids.Add(Encoding.UTF8.GetBytes(id));
        }
    }

    public void Dispose()
    {
        _ids.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("3.000000 0.5 -1\n3.000000 0.25 2\n")]
    [InlineData("3.000000\t0.5\t-1\r\n3.000000\t0.25\t2\r\n")]
    [InlineData("2 3\n3 0.5 -1\n3 0.25 2\n")]
    [InlineData("3 5e-1 -1\n3 0.25 2\n", 3)]
    public void Open_NumbersOnly_FirstNumberIsKept(string text, int? dimension = null)
    {
        using EmbeddingFile file = Open(text, dimension);
        Assert.False(file.HasIds);
        Assert.Equal((2, 3), (file.Count, file.Dimension));
        Assert.Equal([3, 0.5f, -1], file.Row(0));
        Assert.Equal([3, 0.25f, 2], file.Row(1));
        Assert.True(file.GetId(1).IsEmpty);
    }

    [Theory]
    [InlineData("p-1 0.5 -1\n7 0.25 2\n")]
    [InlineData("2 2\np-1 0.5 -1\n7 0.25 2\n")]
    [InlineData("p-1 0.5 -1\n7 0.25 2\n", 2)]
    public void Open_OwnIds_AreRead(string text, int? dimension = null)
    {
        using EmbeddingFile file = Open(text, dimension);
        Assert.Equal(["p-1", "7"], file.Ids());
        Assert.Equal([0.25f, 2], file.Row(1));
    }

    [Theory]
    [InlineData("3 0.5 -1\n4 0.25 2\n", "line 1 begins with '3', which can be an id, though not the given one, or the first of 3 numbers; say how many numbers a row has (--dimension 3 or 2)")]
    [InlineData("2 2\n0.5 -1\nx 0.25 2\n", "line 3 has more than the 2 numbers of a row without an id")]
    [InlineData("0.5 -1\n0.25 2 3\n", "line 2 has more than the 2 numbers")]
    [InlineData("0.5 -1\n0.25\n", "line 2: 2 numbers are needed")]
    public void Open_MixedOrUncertain_Refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<EmbeddingFormatException>(() => Open(text, null)).Message, StringComparison.Ordinal);

    /// <summary>A matrix saved without ids lost its first column, whose numbers became ids.</summary>
    [Fact]
    public void Open_DecimalsInPlaceOfEveryId_Refused()
    {
        _folder.RefuseText("0.034668 0.5 -1\n-0.2 0.25 2\n1.5 1 1\n.25 1 1\n-7.125 0 1\n", "has a number with decimals in place of the id in every line; give the ids");
        using EmbeddingFile words = _folder.Open("0.5 1 2\nshoe 3 4\n", null);
        Assert.Equal(["0.5", "shoe"], words.Ids());
    }

    private EmbeddingFile Open(string text, int? dimension) =>
        _folder.Open(Encoding.UTF8.GetBytes(text), new EmbeddingReadOptions { GivenIds = _ids, Dimension = dimension });
}
