using ProductSpace.Tests.Storage.Embeddings;

namespace ProductSpace.Interchange.Tests;

public sealed class VectorExportTests : IDisposable
{
    private readonly VectorFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v.parquet")]
    [InlineData("v.arrow")]
    [InlineData("v.feather")]
    [InlineData("v.jsonl")]
    [InlineData("v.csv")]
    [InlineData("v.npy")]
    [InlineData("v.fbin")]
    public void Write_Snapshot_IsReadBackToTheSameNumbers(string name)
    {
        using ProductIndex index = ProductIndex.Open(Build());
        List<BuildProgress> seen = [];
        VectorExport.Write(index, _folder.File(name), progress: new Watcher(seen));
        Assert.Equal([new BuildProgress("writing the vectors", 0, index.Count), new BuildProgress("writing the vectors", index.Count, index.Count)], seen);
        string ids = _folder.File("v.ids.txt");
        bool isApart = name is "v.npy" or "v.fbin";
        Assert.Equal(isApart, File.Exists(ids));
        Assert.Equal(isApart ? 2 : 1, Directory.GetFileSystemEntries(_folder.Root).Length);
        using VectorFile file = VectorFile.Open(_folder.File(name));
        Assert.Equal((index.Count, index.Dimension, !isApart), (file.Count, file.Dimension, file.HasIds));
        string[] names = isApart ? File.ReadAllLines(ids) : [.. Enumerable.Range(0, file.Count).Select(file.GetId)];
        float[] expected = new float[index.Dimension];
        float[] row = new float[index.Dimension];
        for (int ordinal = 0; ordinal < index.Count; ordinal++)
        {
            float length = index.GetVector(ordinal, expected);
            file.ReadRow(ordinal, row);
            Assert.Equal(index.GetProductId(ordinal), names[ordinal]);
            Assert.Equal(expected.Select(number => number * length), row);
        }

        // And a build of it gives the same neighbors.
        ProductIndexBuilder builder = new ProductIndexBuilder().UseVectorFile(_folder.File(name));
        using ProductIndex again = ProductIndex.Open((isApart ? builder.UseIds(names) : builder).BuildToMemory());
        Assert.Equal(index.Similar("p \"3\", x", 5).Select(hit => hit.Id), again.Similar("p \"3\", x", 5).Select(hit => hit.Id));
    }

    [Fact]
    public void Write_WhatCannotBe_RefusedWithNothingLeft()
    {
        using ProductIndex index = ProductIndex.Open(Build());
        Assert.Contains(".parquet", Assert.Throws<ArgumentException>(() => VectorExport.Write(index, _folder.File("v.pdf"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VectorExport.Write(index, _folder.File("v.csv"), Space.Next));
        Assert.Throws<DirectoryNotFoundException>(() => VectorExport.Write(index, _folder.File("none/v.csv")));
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => VectorExport.Write(index, _folder.File("v.parquet"), cancellationToken: source.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    private static byte[] Build()
    {
        Random random = new(5);
        float[] numbers = [.. Enumerable.Range(0, 60 * 8).Select(_ => (float)random.NextDouble() - 0.5f)];
        return new ProductIndexBuilder(new BuildOptions { Threads = 1 })
            .UseVectors(numbers, 8)
            .UseIds([.. Enumerable.Range(0, 60).Select(i => $"p \"{i}\", x")])
            .BuildToMemory();
    }

    private sealed class Watcher(List<BuildProgress> seen) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => seen.Add(value);
    }
}
