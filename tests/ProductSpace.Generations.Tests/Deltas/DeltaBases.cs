using ProductSpace.Tests.Delta;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>One small shop as two snapshots that differ in their order and bytes, not in their products.</summary>
public sealed class DeltaBases : IDisposable
{
    public const int Products = 60;

    private readonly TemporaryFolder _folder = new();

    public DeltaBases()
    {
        for (ulong seed = 0; seed < 2; seed++)
        {
            Shop.Builder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1, Seed = 5 + seed }).Build(this[(int)seed]);
        }

        Indexes = [ProductIndex.Open(this[0]), ProductIndex.Open(this[1])];
    }

    internal TestShop Shop { get; } = new(Products, 6, seed: 3, withNext: true, withFacets: true, withNumbers: true);

    internal ProductIndex[] Indexes { get; }

    public string this[int number] => _folder.File($"{number}.psx");

    public void Dispose()
    {
        Array.ForEach(Indexes, index => index.Dispose());
        _folder.Dispose();
    }

    internal DeltaShop Model() => new(Shop);
}
