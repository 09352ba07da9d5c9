using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Building;

/// <summary>The same input, parameters and seed give the same bytes, however many threads work.</summary>
public sealed class DeterminismTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_AnyThreadCount_SameBytes()
    {
        TestShop shop = new(Campaign.IsLong ? 3000 : 2000, 20, withNext: true);
        byte[] one = Build(shop, new BuildOptions { M = 8, EfConstruction = 50, Threads = 1 });
        foreach (int threads in Campaign.IsLong ? new[] { 2, 3, 5, 8 } : [2, 8])
        {
            Assert.True(one.AsSpan().SequenceEqual(Build(shop, new BuildOptions { M = 8, EfConstruction = 50, Threads = threads })), $"{threads} threads give other bytes");
        }

        // The twin that must differ: the comparison sees a change.
        Assert.False(one.AsSpan().SequenceEqual(Build(shop, new BuildOptions { M = 8, EfConstruction = 50, Threads = 1, Seed = 43 })));
    }

    [Theory]
    [InlineData(IndexStructures.Graph)]
    [InlineData(IndexStructures.Cells)]
    [InlineData(IndexStructures.Scan)]
    public void Build_OneStructure_SameBytesForAnyThreadCount(IndexStructures structures)
    {
        TestShop shop = new(Campaign.IsLong ? 2500 : 1500, 20, withNext: true);
        byte[] one = Build(shop, new BuildOptions { M = 8, EfConstruction = 50, Threads = 1, Structures = structures });
        foreach (int threads in Campaign.IsLong ? new[] { 2, 3 } : [3])
        {
            Assert.True(one.AsSpan().SequenceEqual(Build(shop, new BuildOptions { M = 8, EfConstruction = 50, Threads = threads, Structures = structures })), $"{threads} threads give other bytes");
        }
    }

    /// <summary>M and efConstruction are those of a graph: without one they leave no trace.</summary>
    [Fact]
    public void Build_WithoutGraph_SameBytesForAnyM()
    {
        TestShop shop = new(300, 12);
        Assert.Equal(Build(shop, new BuildOptions { M = 8, Structures = IndexStructures.Cells }), Build(shop, new BuildOptions { EfConstruction = 50, Structures = IndexStructures.Cells }));
    }

    /// <summary>Only the provenance differs: a file is told by the hash of its bytes, rows in memory by that of the rows.</summary>
    [Fact]
    public void Build_FromFileOrMemory_SameBytesButForTheProvenance()
    {
        TestShop shop = new(500, 12, withNext: true);
        BuildOptions options = new() { M = 8, EfConstruction = 50 };
        byte[] memory = Build(shop, options);
        File.WriteAllBytes(_folder.File("in.npy"), Npy(shop.Vectors, shop.Dimension));
        File.WriteAllBytes(_folder.File("out.npy"), Npy(shop.NextVectors, shop.Dimension));
        string path = _folder.File("file.psx");
        new ProductIndexBuilder(options)
            .UseVectors(_folder.File("in.npy"))
            .UseNextVectors(_folder.File("out.npy"))
            .UseIds(shop.Ids)
            .UseCatalog(shop.Catalog, ["name"])
            .Build(path);
        byte[] file = File.ReadAllBytes(path);
        Assert.NotEqual(memory, file);
        foreach (byte[] bytes in new[] { memory, file })
        {
            bytes.AsSpan(SnapshotLayout.SimilarHash, 16).Clear();
            bytes.AsSpan(SnapshotLayout.ContentHash, 16).Clear();
            bytes.AsSpan(SnapshotLayout.HeaderHash, 8).Clear();
        }

        Assert.True(memory.AsSpan().SequenceEqual(file), "the file gives other bytes than the same rows in memory");
    }

    private static byte[] Npy(float[] rows, int dimension)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows.Length / dimension}, {dimension}), }}".PadRight(117) + "\n";
        return [0x93, .. Encoding.ASCII.GetBytes("NUMPY"), 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. MemoryMarshal.AsBytes<float>(rows)];
    }

    private byte[] Build(TestShop shop, BuildOptions options)
    {
        string path = _folder.File("shop.psx");
        shop.Builder(options).Build(path);
        return File.ReadAllBytes(path);
    }
}
