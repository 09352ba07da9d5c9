namespace ProductSpace.Tests.Planning;

/// <summary>A shop of 100 dimensions that the tests of a class share, built and open.</summary>
public abstract class BuiltShop : IDisposable
{
    public const int Dimension = 100;

    private readonly TemporaryFolder _folder = new();

    protected BuiltShop(int products, ulong seed, BuildOptions options)
    {
        Products = new TestShop(products, Dimension, seed);
        string path = _folder.File("shop.psx");
        Products.Builder(options).Build(path);
        Index = ProductIndex.Open(path);
    }

    internal TestShop Products { get; }

    public ProductIndex Index { get; }

    public void Dispose()
    {
        Index.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
