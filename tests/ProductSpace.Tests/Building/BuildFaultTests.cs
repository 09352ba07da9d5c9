using System.Text;

namespace ProductSpace.Tests.Building;

/// <summary>A build that cannot be done says why and leaves everything as it was.</summary>
public sealed class BuildFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_BadInput_SaysWhatWhereAndWhatToDo()
    {
        float[] rows = [1, 0, 0, 1, 0, 0, 2, 2];
        float[] notFinite = [1, 0, float.NaN, 1, 1, 1, 2, 2];
        StringBuilder messages = new();
        void Try(string name, Func<ProductIndexBuilder> make) =>
            messages.Append(name).Append(": ").Append(Assert.ThrowsAny<IOException>(() => make().Build(_folder.File("out.psx"))).Message).Append('\n');

        Try("zero", () => new ProductIndexBuilder().UseVectors(rows, 2));
        Try("not finite", () => new ProductIndexBuilder().UseVectors(notFinite, 2).UseIds(["a", "b", "c", "d"]));
        Try("infinite", () => new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 2, float.NegativeInfinity }, 2));
        Try("next is zero", () => new ProductIndexBuilder().UseVectors(new float[] { 1, 0 }, 2).UseNextVectors(new float[] { 0, 0 }, 2));
        Try("double id", () => new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1 }, 2).UseIds(["a", "a"]));
        Try("too few ids", () => new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1 }, 2).UseIds(["a"]));
        Try("empty id", () => new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1 }, 2).UseIds(["a", ""]));
        Try("next dimension", () => new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1 }, 2).UseNextVectors(new float[] { 1, 0, 0, 1 }, 4));
        Try("next count", () => new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1 }, 2).UseNextVectors(new float[] { 1, 0 }, 2));
        Try("no row meets", () => new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1 }, 2).UseIds(["01", "b"]).UseCatalog([new() { Id = "1", Source = "products.csv line 2" }]));
        Try("missing file", () => new ProductIndexBuilder().UseVectors(_folder.File("none.npy")));
        Assert.Empty(Directory.GetFiles(_folder.Root));
        messages.Append("no folder: ").Append(Assert.ThrowsAny<IOException>(() => new ProductIndexBuilder().UseVectors(new float[] { 1, 0 }, 2).Build(_folder.File("none/out.psx"))).Message).Append('\n');
        messages.Append("a folder: ").Append(Assert.ThrowsAny<IOException>(() => new ProductIndexBuilder().UseVectors(new float[] { 1, 0 }, 2).Build(_folder.Root)).Message).Append('\n');
        Snap.Match(messages.ToString().Replace(_folder.Root, "DIR", StringComparison.Ordinal), "BuildFaults_Messages");
    }

    [Fact]
    public void Build_SkipPolicy_LeavesBadProductsOutAndCounts()
    {
        float[] rows = [1, 0, 0, 0, float.PositiveInfinity, 1, 2, 2, 3, 1];
        BuildReport report = new ProductIndexBuilder(new BuildOptions { OnBadVector = BadVectorPolicy.Skip })
            .UseVectors(rows, 2).UseIds(["a", "zero", "infinite", "a", "e"]).Build(_folder.File("out.psx"));
        Assert.Equal((2, 3), (report.Products, report.Skipped));
        using ProductIndex index = ProductIndex.Open(_folder.File("out.psx"), OpenMode.Verify);
        Assert.True(index.TryGetOrdinal("a", out int a));
        float[] vector = new float[2];
        Assert.Equal(1f, index.GetVector(a, vector));
        Assert.Equal([1f, 0f], vector);
        Assert.True(index.TryGetOrdinal("e", out _));
        Assert.False(index.TryGetOrdinal("zero", out _));
    }

    [Fact]
    public void Build_Cancelled_LeavesTheOldFile()
    {
        TestShop shop = new(5000, 16);
        string path = _folder.File("out.psx");
        new TestShop(10, 4).Builder().Build(path);
        byte[] before = File.ReadAllBytes(path);
        foreach (string stage in new[] { "checking", "writing codes", "building the graph", "calibrating" })
        {
            using CancellationTokenSource source = new();
            Progress progress = new(report =>
            {
                if (report.Stage.StartsWith(stage, StringComparison.Ordinal))
                {
                    source.Cancel();
                }
            });
            Assert.ThrowsAny<OperationCanceledException>(() => shop.Builder().Build(path, progress, source.Token));
            Assert.Equal(before, File.ReadAllBytes(path));
            Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
        }
    }

    [Fact]
    public void Build_OverAnOpenSnapshot_KeepsItReadable()
    {
        string path = _folder.File("out.psx");
        TestShop shop = new(500, 8);
        shop.Builder().Build(path);
        using ProductIndex old = ProductIndex.Open(path);
        new TestShop(10, 4).Builder().Build(path);
        old.Verify();
        using ProductIndex renewed = ProductIndex.Open(path, OpenMode.Verify);
        Assert.Equal((500, 10), (old.Count, renewed.Count));
    }

    [Fact]
    public void Build_NextFileInOtherOrder_MatchesById()
    {
        File.WriteAllText(_folder.File("in.txt"), "3 2\na 1 0\nb 0 1\nc 1 1\n");
        File.WriteAllText(_folder.File("out.txt"), "3 2\nc 5 5\na 7 0\nb 0 9\n");
        new ProductIndexBuilder().UseVectors(_folder.File("in.txt")).UseNextVectors(_folder.File("out.txt")).Build(_folder.File("x.psx"));
        using ProductIndex index = ProductIndex.Open(_folder.File("x.psx"), OpenMode.Verify);
        float[] vector = new float[2];
        Assert.True(index.TryGetOrdinal("a", out int a));
        Assert.Equal(7f, index.GetVector(a, vector, Space.Next));
        Assert.True(index.TryGetOrdinal("b", out int b));
        Assert.Equal(9f, index.GetVector(b, vector, Space.Next));
    }

    private sealed class Progress(Action<BuildProgress> report) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => report(value);
    }
}
