namespace ProductSpace.Hosting.Tests;

public sealed class ShopDeltaTests(SmallShops shops) : IClassFixture<SmallShops>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OpenDelta_Shop_NextAnswersHaveItsChanges()
    {
        using ProductShop shop = ProductShop.Open("shop", new ShopOptions { Directory = Published("shop"), UseDelta = true });
        using ProductDelta delta = shop.OpenDelta();
        delta.Remove("p-7");
        delta.Set("p-3", new DeltaChange { Price = 77 });

        using IndexLease lease = shop.Acquire();
        Assert.False(lease.Index.TryGetOrdinal("p-7", out _));
        Assert.True(lease.Index.TryGetOrdinal("p-3", out int ordinal));
        Assert.Equal(77, lease.Index.GetPrice(ordinal));
        Assert.Equal(DeltaProblem.Held, Assert.Throws<DeltaException>(() => shop.OpenDelta()).Problem);
    }

    [Fact]
    public void OpenDelta_DisposedShop_Throws()
    {
        ProductShop shop = ProductShop.Open("shop", new ShopOptions { Directory = Published("shop") });
        ProductDelta delta = shop.OpenDelta();
        shop.Dispose();
        Assert.Throws<ObjectDisposedException>(() => shop.OpenDelta());
        Assert.Equal(DeltaProblem.ReadOnly, Assert.Throws<DeltaException>(() => delta.Remove("p-1")).Problem);
    }

    private string Published(string name)
    {
        string path = Directory.CreateDirectory(_folder.File(name)).FullName;
        new GenerationFolder(path).Publish(shops[0]);
        return path;
    }
}
