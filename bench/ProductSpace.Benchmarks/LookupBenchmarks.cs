using BenchmarkDotNet.Attributes;
using ProductSpace.Numerics;

namespace ProductSpace.Benchmarks;

/// <summary>Product id to ordinal by the mapped hash table: a known id, and one that is not in the snapshot.</summary>
[MemoryDiagnoser]
public class LookupBenchmarks : IDisposable
{
    private const int Questions = 1024;

    private ProductIndex _index = null!;
    private string[] _known = [];
    private string[] _unknown = [];
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _index = ProductIndex.Open(BenchSnapshot.Find(), OpenMode.Warm);
        SeededRandom random = new(1);
        _known = new string[Questions];
        for (int i = 0; i < Questions; i++)
        {
            _known[i] = _index.GetProductId(random.NextInt(_index.Count));
        }

        _unknown = Array.ConvertAll(_known, id => id + "?");
    }

    [Benchmark]
    public bool KnownId() => _index.TryGetOrdinal(_known[_next++ % Questions], out _);

    [Benchmark]
    public bool UnknownId() => _index.TryGetOrdinal(_unknown[_next++ % Questions], out _);

    [GlobalCleanup]
    public void Dispose()
    {
        _index.Dispose();
        GC.SuppressFinalize(this);
    }
}
