using BenchmarkDotNet.Attributes;

namespace ProductSpace.Benchmarks;

/// <summary>Opening and closing a snapshot in the default mode: header and section table, whatever the size.</summary>
[MemoryDiagnoser]
public class OpenBenchmarks
{
    private string _path = string.Empty;

    [GlobalSetup]
    public void Setup() => _path = BenchSnapshot.Find();

    [Benchmark]
    public int OpenQuick()
    {
        using ProductIndex index = ProductIndex.Open(_path);
        return index.Count;
    }
}
