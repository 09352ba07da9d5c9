using ProductSpace.Cli.Synth;

namespace ProductSpace.Cli.Tests.Synth;

/// <summary>A small shop written into a directory of its own, which is deleted with it.</summary>
internal sealed class TemporaryShop : IDisposable
{
    public static readonly SyntheticShopOptions Small = new()
    {
        Products = 3_000, Dimension = 20, Sessions = 4_000, Seed = 7, Threads = 1,
    };

    public static readonly string[] Files =
        [ShopWriter.IdsFile, ShopWriter.NextFile, ShopWriter.ProductsFile, ShopWriter.SessionsFile, ShopWriter.VectorsFile];

    private TemporaryShop(string path) => Path = path;

    public string Path { get; }

    public static string NewPath() =>
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"productspace-synth-{Guid.NewGuid():N}");

    public static TemporaryShop Write(SyntheticShopOptions options)
    {
        string path = NewPath();
        ShopWriter.Write(options, path, null, CancellationToken.None);
        return new TemporaryShop(path);
    }

    public byte[] Bytes(string name) => File.ReadAllBytes(System.IO.Path.Combine(Path, name));

    public string[] Lines(string name) => File.ReadAllLines(System.IO.Path.Combine(Path, name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
