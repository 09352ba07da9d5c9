namespace ProductSpace.Tests.Building;

/// <summary>A snapshot that is built into memory and opened from there.</summary>
public sealed class MemoryBuildTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestShop _shop = new(700, 12, withNext: true, withFacets: true);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void BuildToMemory_SameInput_HasTheBytesOfTheFile()
    {
        BuildReport report = _shop.Builder().Build(_folder.File("shop.psx"));
        byte[] bytes = _shop.Builder().BuildToMemory();
        Assert.Equal(File.ReadAllBytes(report.Path), bytes);
    }

    [Theory]
    [InlineData(IndexStructures.Graph)]
    [InlineData(IndexStructures.Cells)]
    [InlineData(IndexStructures.Scan)]
    public void BuildToMemory_OneStructure_HasTheBytesOfTheFile(IndexStructures structures)
    {
        BuildOptions options = new() { M = 8, EfConstruction = 40, Structures = structures };
        BuildReport report = _shop.Builder(options).Build(_folder.File("shop.psx"));
        Assert.Equal(File.ReadAllBytes(report.Path), _shop.Builder(options).BuildToMemory());
    }

    [Fact]
    public void BuildToMemory_EmbeddingFile_HasTheBytesOfTheFileAndLeavesNone()
    {
        File.WriteAllText(_folder.File("vectors.txt"), "3 2\na 1 0\nb 0.9 0.1\nc 0 1\n");
        ProductIndexBuilder Builder() => new ProductIndexBuilder().UseVectors(_folder.File("vectors.txt"));
        byte[] bytes = Builder().BuildToMemory();
        Builder().Build(_folder.File("shop.psx"));
        Assert.Equal(File.ReadAllBytes(_folder.File("shop.psx")), bytes);
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Root).Length);
    }

    [Theory]
    [InlineData(OpenMode.Quick)]
    [InlineData(OpenMode.Verify)]
    public void Open_Bytes_AnswersAsTheFile(OpenMode mode)
    {
        byte[] bytes = _shop.Builder().BuildToMemory();
        File.WriteAllBytes(_folder.File("shop.psx"), bytes);
        using ProductIndex fromFile = ProductIndex.Open(_folder.File("shop.psx"));

        // Not aligned as sections have to be: the bytes are copied.
        byte[] shifted = [1, 2, 3, .. bytes];
        using ProductIndex index = ProductIndex.Open(shifted.AsSpan(3), mode);
        Array.Clear(shifted);
        Assert.Equal(fromFile.Info with { Path = "memory" }, index.Info with { PayloadColumns = fromFile.Info.PayloadColumns, Facets = fromFile.Info.Facets, Tables = fromFile.Info.Tables });
        Neighbor[] expected = new Neighbor[20];
        Neighbor[] hits = new Neighbor[20];
        for (int product = 0; product < 40; product++)
        {
            SearchOptions options = new() { Space = (Space)(product % 2), EfSearch = product % 3 * 20 };
            Assert.Equal(
                fromFile.Search(_shop.Vector(product), expected, options).Count,
                index.Search(_shop.Vector(product), hits, options).Count);
            Assert.Equal(expected, hits);
        }
    }

    [Fact]
    public void Open_DamagedBytes_AreRefusedByName()
    {
        byte[] bytes = _shop.Builder().BuildToMemory();
        Assert.StartsWith("memory: ", Assert.Throws<SnapshotException>(() => ProductIndex.Open(bytes.AsSpan(0, bytes.Length / 2))).Message, StringComparison.Ordinal);
        Assert.Throws<SnapshotException>(() => ProductIndex.Open(ReadOnlySpan<byte>.Empty));
        bytes[bytes.Length / 2] ^= 1;
        Assert.Throws<SnapshotException>(() => ProductIndex.Open(bytes, OpenMode.Verify));
    }

    [Fact]
    public void BuildToMemory_WithoutVectors_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new ProductIndexBuilder().BuildToMemory());

    [Fact]
    public void BuildToMemory_Cancelled_Throws()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _shop.Builder().BuildToMemory(cancellationToken: source.Token));
    }
}
