using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

public class SafetensorsFileTests
{
    private const string Two =
        """{"__metadata__":{"format":"pt","n":{"a":[1]}},"in":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]},"out":{"dtype":"F32","shape":[1,2],"data_offsets":[12,20]},"bias":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   """;

    [Theory]
    [InlineData("in", 2f)]
    [InlineData("out", 4f)]
    public void Open_TensorNamed_Taken(string name, float first)
    {
        using EmbeddingFolder folder = new();
        using EmbeddingFile file = folder.Open(File(Two, 20), new EmbeddingReadOptions { Tensor = name });
        Assert.Equal([first, first + 1], file.Row(0));
    }

    [Fact]
    public void Open_SeveralMatrices_RefusedWithNames()
    {
        using EmbeddingFolder folder = new();
        folder.Refuse(File(Two, 20), "has 2 tensors of two axes; it has 'in', 'out', 'bias'; name the one to read");
        folder.Refuse(File(Two, 20), "has no tensor 'wte'; it has 'in', 'out', 'bias'", new EmbeddingReadOptions { Tensor = "wte" });
        folder.Refuse(File(Two, 20), "tensor 'bias' has 1 axes", new EmbeddingReadOptions { Tensor = "bias" });
    }

    [Fact]
    public void Open_UnalignedData_Read()
    {
        const string json = """{"e":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]} }""";
        using EmbeddingFolder folder = new();
        using EmbeddingFile odd = folder.Open(File(json + " ", 16));
        using EmbeddingFile even = folder.Open(File(json, 16));
        Assert.Equal([3, 4], odd.Row(1));
        Assert.Equal([3, 4], even.Row(1));
    }

    [Theory]
    [InlineData("""{"e":{"dtype":"F64","shape":[2,2],"data_offsets":[0,16]}}""", "type F64")]
    [InlineData("""{"e":{"dtype":"F32","shape":[2,3],"data_offsets":[0,16]}}""", "needs 24 bytes")]
    [InlineData("""{"e":{"dtype":"F32","shape":[2,2],"data_offsets":[0,20]}}""", "cut short")]
    [InlineData("""{"e":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}""", "describes 8")]
    [InlineData("""{"e":{"dtype":"F32","shape":[2,2],"data_offsets":[16,16]}}""", "needs 16 bytes")]
    [InlineData("""{"e":{"dtype":"F32","shape":[2,2],"data_offsets":[-8,16]}}""", "damaged safetensors header")]
    [InlineData("""{"e":{"dtype":"F32","shape":[2,99999999999999999999],"data_offsets":[0,16]}}""", "damaged safetensors header")]
    [InlineData("""{"e":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,16]}}""", "rows, 2147483647")]
    [InlineData("""{"e":{"dtype":"F32","shape":[2,70000],"data_offsets":[0,16]}}""", "70000 numbers per row")]
    [InlineData("""{"e":{"dtype":"F32","shape":[0,2],"data_offsets":[0,16]}}""", "no rows")]
    [InlineData("""{"e":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "no tensor of two axes; it has 'e'")]
    [InlineData("""{"e":{"dtype":"F32","data_offsets":[0,16]}}""", "damaged safetensors header")]
    [InlineData("""{"e":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}x""", "damaged safetensors header")]
    [InlineData("""{"e":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}""", "damaged safetensors header")]
    [InlineData("""{"__metadata__":{}}""", "describes 0")]
    public void Open_OtherHeaders_Refused(string json, string words)
    {
        using EmbeddingFolder folder = new();
        folder.Refuse(File(json, 16), words);
    }

    [Fact]
    public void Open_HeaderLongerThanFile_Refused()
    {
        byte[] content = File("""{"e":{"dtype":"F32"}}""", 16);
        content[2] = 1;
        using EmbeddingFolder folder = new();
        folder.Refuse(content, "declares a safetensors header of 65557 bytes");
        content[4] = 1;
        folder.Refuse(content, "declares a safetensors header of ");
    }

    private static byte[] File(string json, int dataBytes) =>
        [.. Forms.SafetensorsHeader(json), .. Enumerable.Range(1, dataBytes / 4).SelectMany(i => BitConverter.GetBytes((float)i))];
}
