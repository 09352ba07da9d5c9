using BenchmarkDotNet.Attributes;
using ProductSpace.Recommendations;

namespace ProductSpace.Benchmarks;

/// <summary>
/// What pages of ten cost beside searches: a cursor's first page and a search for it, five pages and a search for all of
/// them, and a page with duplicates folded. Questions are products. A cursor allocates itself (under 64 B), nothing else.
/// </summary>
[MemoryDiagnoser]
public class CursorBenchmarks : IDisposable
{
    private const int Questions = 1024;

    private readonly Neighbor[] _page = new Neighbor[10];
    private readonly Neighbor[] _hits = new Neighbor[50];
    private readonly float[][] _vectors = new float[Questions][];
    private ProductIndex _index = null!;
    private SearchOptions _options;
    private int _next;

    [Params(0.95f, 1f)]
    public float TargetRecall { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _index = ProductIndex.Open(BenchSnapshot.Find(), OpenMode.Warm);
        _options = new() { TargetRecall = TargetRecall };
        for (int i = 0; i < Questions; i++)
        {
            _vectors[i] = new float[_index.Dimension];
            _index.GetVector((int)((long)i * _index.Count / Questions), _vectors[i]);
        }
    }

    [Benchmark(Baseline = true)]
    public SearchResult SearchOfOnePage() => _index.Search(Vector(), _page, _options);

    [Benchmark]
    public SearchResult FirstPage() => Pages(1);

    [Benchmark]
    public SearchResult FivePages() => Pages(5);

    [Benchmark]
    public SearchResult SearchOfFivePages() => _index.Search(Vector(), _hits, _options);

    [Benchmark]
    public SearchResult FoldedPage() => _index.SearchFolded(Vector(), _page, 0.999f, _options);

    [GlobalCleanup]
    public void Dispose()
    {
        _index.Dispose();
        GC.SuppressFinalize(this);
    }

    private float[] Vector() => _vectors[_next++ % Questions];

    private SearchResult Pages(int count)
    {
        using ResultCursor cursor = ResultCursor.Open(_index, Vector(), _options);
        SearchResult last = default;
        for (int i = 0; i < count; i++)
        {
            last = cursor.Next(_page);
        }

        return last;
    }
}
