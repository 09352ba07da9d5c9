using BenchmarkDotNet.Attributes;

namespace ProductSpace.Benchmarks;

/// <summary>
/// What limits and diversity cost a search of the default target, beside the plain one: limits that nothing reaches, one
/// that is reached, lambda, a cap of each top category, both. Questions are products. Allocated must read 0 B.
/// </summary>
[MemoryDiagnoser]
public class DiversityBenchmarks : IDisposable
{
    private const int Questions = 1024;

    private readonly CancellationTokenSource _source = new();
    private readonly Neighbor[] _hits = new Neighbor[10];
    private readonly float[][] _vectors = new float[Questions][];
    private ProductIndex _index = null!;
    private SearchOptions _options;
    private int _next;

    [Params("plain", "limits", "scored 300", "lambda", "cap", "lambda and cap")]
    public string Shape { get; set; } = string.Empty;

    [GlobalSetup]
    public void Setup()
    {
        _index = ProductIndex.Open(BenchSnapshot.Find(), OpenMode.Warm);
        _options = Shape switch
        {
            "limits" => new() { MaxScoredVectors = long.MaxValue, TimeLimit = TimeSpan.FromMinutes(1), CancellationToken = _source.Token },
            "scored 300" => new() { MaxScoredVectors = 300 },
            "lambda" => new() { DiversityLambda = 0.7f },
            "cap" => new() { GroupLimit = GroupLimit.ByCategory(3, 2) },
            "lambda and cap" => new() { DiversityLambda = 0.7f, GroupLimit = GroupLimit.ByCategory(3, 2) },
            _ => default,
        };
        for (int i = 0; i < Questions; i++)
        {
            _vectors[i] = new float[_index.Dimension];
            _index.GetVector((int)((long)i * _index.Count / Questions), _vectors[i]);
        }
    }

    [Benchmark]
    public SearchResult Search() => _index.Search(_vectors[_next++ % Questions], _hits, _options);

    [GlobalCleanup]
    public void Dispose()
    {
        _index.Dispose();
        _source.Dispose();
        GC.SuppressFinalize(this);
    }
}
