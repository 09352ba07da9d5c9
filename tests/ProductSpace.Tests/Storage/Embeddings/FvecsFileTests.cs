using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

public class FvecsFileTests
{
    private static byte[] Four => Forms.Fvecs([[1, 2], [3, 4], [5, 6], [7, 8]]);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Open_OtherDimensionAtTheBorders_Refused(int row)
    {
        byte[] content = Four;
        content[row * 12] = 3;
        using EmbeddingFolder folder = new();
        folder.Refuse(content, $"row {row} (byte {row * 12}) declares 3 numbers, but the first row 2");
    }

    [Fact]
    public void ReadRow_OtherDimensionInside_Refused()
    {
        byte[] content = Four;
        content[24] = 1;
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(content);
        Assert.Equal([7, 8], file.Row(3));
        EmbeddingFormatException refusal = Assert.Throws<EmbeddingFormatException>(() => file.Row(2));
        Assert.Contains("row 2 (byte 24)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LengthDoesNotDivide_Refused()
    {
        using EmbeddingFolder folder = new();
        folder.Refuse(Four.AsSpan(0, 40), "cut short at row 3");
        folder.Refuse([2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 1], ".bvecs");
    }
}
