using BenchmarkDotNet.Attributes;
using ProductSpace.Numerics;

namespace ProductSpace.Benchmarks;

/// <summary>
/// Whole searches by the public surface with the default recall target: by vector and by session of three views, without a
/// filter, inside of a category of about one product in a hundred, and of products in stock. Each call takes the next of
/// 1,024 questions, so that no answer stays in the cache. Allocated must read 0 B.
/// </summary>
[MemoryDiagnoser]
public class SearchBenchmarks : IDisposable
{
    private const int Questions = 1024;
    private const int Views = 3;

    private ProductIndex _index = null!;
    private SearchOptions _options;
    private Neighbor[] _hits = [];
    private float[][] _vectors = [];
    private int[][] _sessions = [];
    private int _next;

    [Params(10, 50)]
    public int K { get; set; }

    [Params("none", "category", "stock")]
    public string Filter { get; set; } = string.Empty;

    [GlobalSetup]
    public void Setup()
    {
        _index = ProductIndex.Open(BenchSnapshot.Find(), OpenMode.Warm);
        _hits = new Neighbor[K];
        ProductFilter? filter = Filter switch
        {
            "category" => _index.CreateFilter(f => f.InCategory(BenchSnapshot.CategoryOfShare(_index, 0.01))),
            "stock" => _index.CreateFilter(f => f.InStock()),
            _ => null,
        };
        _options = new SearchOptions { Space = Space.Similar, Filter = filter };
        SeededRandom random = new(1);
        _vectors = new float[Questions][];
        _sessions = new int[Questions][];
        for (int i = 0; i < Questions; i++)
        {
            // Neighbors in the order of cells are near each other, as the views of a session are.
            int first = random.NextInt(_index.Count - 32);
            _sessions[i] = [first, first + 1 + random.NextInt(15), first + 16 + random.NextInt(15)];
            _vectors[i] = Mean(_sessions[i]);
        }
    }

    [Benchmark]
    public SearchResult Search() => _index.Search(_vectors[_next++ % Questions], _hits, _options);

    [Benchmark]
    public SearchResult SearchSession() => _index.SearchSession(_sessions[_next++ % Questions], _hits, _options);

    [GlobalCleanup]
    public void Dispose()
    {
        _index.Dispose();
        GC.SuppressFinalize(this);
    }

    private float[] Mean(int[] session)
    {
        float[] mean = new float[_index.Dimension];
        float[] vector = new float[_index.Dimension];
        foreach (int product in session)
        {
            _index.GetVector(product, vector);
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += vector[i] / Views;
            }
        }

        return mean;
    }
}
