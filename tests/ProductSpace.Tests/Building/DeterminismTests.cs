namespace ProductSpace.Tests.Building;

/// <summary>The same input, parameters and seed give the same bytes, however many threads work.</summary>
public sealed class DeterminismTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_AnyThreadCount_SameBytes()
    {
        TestShop shop = new(6000, 20, withNext: true);
        byte[] one = Build(shop, new BuildOptions { M = 8, EfConstruction = 50, Threads = 1 });
        foreach (int threads in new[] { 2, 3, 8 })
        {
            Assert.True(one.AsSpan().SequenceEqual(Build(shop, new BuildOptions { M = 8, EfConstruction = 50, Threads = threads })), $"{threads} threads give other bytes");
        }

        // The twin that must differ: the comparison sees a change.
        Assert.False(one.AsSpan().SequenceEqual(Build(shop, new BuildOptions { M = 8, EfConstruction = 50, Threads = 1, Seed = 43 })));
    }

    private byte[] Build(TestShop shop, BuildOptions options)
    {
        string path = _folder.File("shop.psx");
        shop.Builder(options).Build(path);
        return File.ReadAllBytes(path);
    }
}
