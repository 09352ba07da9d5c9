using CsCheck;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

/// <summary>
/// SearchMany answers as single searches do, number for number, whatever is asked; the harness that says so finds each of
/// a row of broken twins. Then the contract of its arguments.
/// </summary>
public sealed class BatchSearchTests : IDisposable
{
    /// <summary>Questions are drawn anew each run: sixty of them may all miss a fault that few tell.</summary>
    private const int MostRounds = 20;

    private const int Dimension = 16;
    private const int Most = (2 * BatchContext.MaxTogether) + 3;

    private static readonly float[] s_targets = [0, 0.8f, 0.99f, 1];
    private static readonly int[] s_pools = [0, 0, 1, 20, 300];

    private readonly TestShop _shop;
    private readonly string _file;
    private readonly ProductIndex _index;

    public BatchSearchTests()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Narrow);
        _shop = built.Products;
        _file = built.File;
        _index = ProductIndex.Open(_file);
    }

    private delegate void Many(float[] vectors, Neighbor[] neighbors, SearchResult[] results, in SearchOptions options);

    public void Dispose() => _index.Dispose();

    [Fact]
    public void SearchMany_RandomQuestions_AnswersAsSingleSearches()
    {
        HashSet<SearchStrategy> strategies = [];
        Questions().Sample(
            question =>
            {
                Assert.Null(Difference(question, (float[] v, Neighbor[] n, SearchResult[] r, in SearchOptions o) => _index.SearchMany(v, n, r, o), exact: false, strategies));
                Assert.Null(Difference(question, (float[] v, Neighbor[] n, SearchResult[] r, in SearchOptions o) => _index.SearchManyExact(v, n, r, o), exact: true, []));
            },
            iter: 400,
            threads: 1);
        Assert.Superset(new HashSet<SearchStrategy> { SearchStrategy.None, SearchStrategy.Graph, SearchStrategy.Scan, SearchStrategy.GraphThenScan }, strategies);
    }

    /// <summary>Batches that forget exclusions, the filter, the efSearch, mix up two rows, or leave the last one out.</summary>
    [Theory]
    [InlineData("exclusions")]
    [InlineData("filter")]
    [InlineData("efSearch")]
    [InlineData("rows")]
    [InlineData("last")]
    public void Difference_BrokenTwin_Found(string fault)
    {
        int found = 0;
        for (int round = 0; round < MostRounds && found == 0; round++)
        {
            Questions().Sample(
                question => found += Difference(question, (float[] v, Neighbor[] n, SearchResult[] r, in SearchOptions o) => Break(fault, v, n, r, o), exact: false, []) is null ? 0 : 1,
                iter: 60,
                threads: 1);
        }

        Assert.True(found > 0);
    }

    private static readonly int[] s_excluded = [5, 6];

    [Theory]
    [InlineData(32, 0)]
    [InlineData(32, 42)]
    [InlineData(1, 0)]
    public void Run_CellsOfAnySettings_AnswersAsSingleSearches(int cells, int ef)
    {
        const int k = 40;
        SpaceView space = _index.ViewOf(Space.Similar);
        SearchPlan plan = TestPlans.Cells(cells, ef, k);
        SearchRequest request = _index.RequestOf(new SearchOptions { Exclude = s_excluded }, Space.Similar, QueryKind.Vector, default, exact: false);
        float[] vectors = Vectors(Most);
        Neighbor[] neighbors = new Neighbor[Most * k];
        SearchResult[] results = new SearchResult[Most];
        new BatchSearch(request, new BatchContext(), k, plan).Run(vectors, s_excluded, neighbors, results);
        SearchContext scratch = new();
        Neighbor[] hits = new Neighbor[k];
        for (int query = 0; query < Most; query++)
        {
            SessionVector.FromVector(space.Model, vectors.AsSpan(query * Dimension, Dimension), scratch);
            scratch.Hits.Excluded.Clear();
            scratch.Hits.Excluded.Add(s_excluded);
            _index.Remember(Space.Similar, QueryKind.Vector, k, 0.95f, plan with { EfSearch = ef });
            Assert.Equal(SearchExecutor.Run(request, scratch, [], hits), results[query]);
            Assert.Equal(hits, neighbors.AsSpan(query * k, k));
        }

        Assert.Contains(results, result => result.Strategy == (cells == 1 ? SearchStrategy.Scan : ef > 0 ? SearchStrategy.CellsThenGraph : SearchStrategy.Cells));
    }

    [Fact]
    public void SearchMany_MoreThanMatches_RestUntouched()
    {
        ProductFilter leaf = _index.CreateFilter(f => f.InCategory(_index.GetCategories()[^1].Path));
        int k = leaf.Count + 5;
        Neighbor mark = new(-7, -7);
        Neighbor[] neighbors = new Neighbor[3 * k];
        Array.Fill(neighbors, mark);
        SearchResult[] results = new SearchResult[3];
        _index.SearchMany(Vectors(3), neighbors, results, new SearchOptions { Filter = leaf });
        for (int query = 0; query < 3; query++)
        {
            Assert.Equal(leaf.Count, results[query].Count);
            Assert.All(neighbors.Skip(query * k).Take(leaf.Count), hit => Assert.True(leaf.Contains(hit.Ordinal)));
            Assert.All(neighbors.Skip((query * k) + leaf.Count).Take(5), hit => Assert.Equal(mark, hit));
        }
    }

    [Fact]
    public void SearchMany_EmptyBatchOrNoPlaces_NothingHappens()
    {
        _index.SearchMany([], [], []);
        _index.SearchManyExact([], [], []);
        SearchResult[] results = [new SearchResult { Count = 9 }, new SearchResult { Count = 9 }];
        _index.SearchMany(Vectors(2), [], results);
        Assert.All(results, result => Assert.Equal(default, result));
    }

    [Fact]
    public void SearchMany_LengthsThatDoNotFit_SayBoth()
    {
        ArgumentException vectors = Assert.Throws<ArgumentException>(() => _index.SearchMany(new float[31], new Neighbor[4], new SearchResult[2]));
        Assert.Equal("vectors", vectors.ParamName);
        Assert.Contains("31 numbers", vectors.Message, StringComparison.Ordinal);
        Assert.Contains("have 32", vectors.Message, StringComparison.Ordinal);
        ArgumentException places = Assert.Throws<ArgumentException>(() => _index.SearchMany(new float[32], new Neighbor[5], new SearchResult[2]));
        Assert.Equal("neighbors", places.ParamName);
        Assert.Contains("5 places", places.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _index.SearchMany([], new Neighbor[1], []));
        Assert.Throws<ArgumentException>(() => _index.SearchManyExact(new float[16], [], []));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void SearchMany_VectorWithoutDirection_NamedBeforeAnythingIsWritten(float value)
    {
        float[] vectors = Vectors(4);
        vectors.AsSpan(2 * Dimension, Dimension).Fill(value);
        Neighbor[] neighbors = new Neighbor[12];
        SearchResult[] results = new SearchResult[4];
        ArgumentException error = Assert.Throws<ArgumentException>(() => _index.SearchMany(vectors, neighbors, results));
        Assert.Contains("vector 2 ", error.Message, StringComparison.Ordinal);
        Assert.All(neighbors, hit => Assert.Equal(default, hit));
        Assert.All(results, result => Assert.Equal(default, result));
    }

    [Fact]
    public void SearchMany_OptionsOutOfRangeOrClosed_Refused()
    {
        float[] vectors = Vectors(2);
        foreach (SearchOptions options in new SearchOptions[] { new() { TargetRecall = 2 }, new() { EfSearch = -1 }, new() { Space = (Space)5 } })
        {
            Assert.ThrowsAny<ArgumentException>(() => _index.SearchMany(vectors, new Neighbor[2], new SearchResult[2], options));
        }

        _index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _index.SearchMany(vectors, new Neighbor[2], new SearchResult[2]));
        Assert.Throws<ObjectDisposedException>(() => _index.SearchMany([], [], []));
    }

    [Fact]
    public void SearchMany_SecondCall_AllocatesNothing()
    {
        float[] vectors = Vectors(Most);
        Neighbor[] neighbors = new Neighbor[Most * 10];
        SearchResult[] results = new SearchResult[Most];
        ProductFilter stock = _index.CreateFilter(f => f.InStock());
        foreach (SearchOptions options in new SearchOptions[] { new(), new() { EfSearch = 50, Exclude = new[] { 1, 2 } }, new() { TargetRecall = 1 }, new() { Filter = stock, Space = Space.Next } })
        {
            _index.SearchMany(vectors, neighbors, results, options);
            _index.SearchManyExact(vectors, neighbors, results, options);
            Assert.Equal(0, Allocated.Least(() =>
            {
                _index.SearchMany(vectors, neighbors, results, options);
                _index.SearchManyExact(vectors, neighbors, results, options);
            }));
        }
    }

    [Fact]
    public void Dispose_UnderBatchesOfSeveralThreads_WaitsThenRefuses()
    {
        float[] vectors = Vectors(Most);
        Neighbor[] expected = new Neighbor[Most * 5];
        _index.SearchMany(vectors, expected, new SearchResult[Most]);
        for (int round = 0; round < 8; round++)
        {
            ProductIndex index = ProductIndex.Open(_file);
            int refused = 0;
            int wrong = 0;
            Thread[] threads = new Thread[4];
            for (int i = 0; i < threads.Length; i++)
            {
                threads[i] = new Thread(() =>
                {
                    Neighbor[] neighbors = new Neighbor[expected.Length];
                    try
                    {
                        while (true)
                        {
                            index.SearchMany(vectors, neighbors, new SearchResult[Most]);
                            Interlocked.Add(ref wrong, neighbors.AsSpan().SequenceEqual(expected) ? 0 : 1);
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        Interlocked.Increment(ref refused);
                    }
                });
                threads[i].Start();
            }

            Thread.Sleep(10);
            index.Dispose();
            Array.ForEach(threads, thread => thread.Join());
            Assert.Equal((threads.Length, 0), (refused, wrong));
        }
    }

    private static Gen<Question> Questions() =>
        from count in Gen.Int[0, Most]
        from k in Gen.Frequency((8, Gen.Int[0, 12]), (1, Gen.Int[100, 400]))
        from filter in Gen.Int[-2, 4]
        from exclude in Gen.Int[0, 5_999].Array[0, 6]
        from target in Gen.Int[0, s_targets.Length - 1]
        from ef in Gen.Int[0, s_pools.Length - 1]
        from next in Gen.Bool
        from first in Gen.Int[0, 5_000]
        select new Question(count, k, filter, exclude, s_targets[target], s_pools[ef], next, first);

    /// <summary>Null where the batch's answers are those of single searches; else what differs.</summary>
    private string? Difference(Question question, Many many, bool exact, HashSet<SearchStrategy> strategies)
    {
        SearchOptions options = Options(question);
        float[] vectors = Vectors(question.Count, question.First);
        Neighbor[] expected = new Neighbor[question.Count * question.K];
        Neighbor[] neighbors = new Neighbor[expected.Length];
        SearchResult[] results = new SearchResult[question.Count];
        many(vectors, neighbors, results, options);
        for (int query = 0; query < question.Count; query++)
        {
            Span<Neighbor> hits = expected.AsSpan(query * question.K, question.K);
            ReadOnlySpan<float> vector = vectors.AsSpan(query * Dimension, Dimension);
            SearchResult single = exact ? _index.SearchExact(vector, hits, options) : _index.Search(vector, hits, options);
            strategies.Add(single.Strategy);
            if (single != results[query])
            {
                return $"query {query}: {results[query]} in place of {single}";
            }
        }

        return neighbors.AsSpan().SequenceEqual(expected) ? null : "other neighbors";
    }

    private SearchOptions Options(Question question) => new()
    {
        Space = question.Next ? Space.Next : Space.Similar,
        Filter = FilterOf(question.Filter),
        Exclude = question.Exclude,
        TargetRecall = question.Target,
        EfSearch = question.EfSearch,
    };

    private ProductFilter? FilterOf(int number) => number switch
    {
        0 => _index.CreateFilter(f => f.InStock()),
        1 => _index.CreateFilter(f => f.InCategory("dept1")),
        2 => _index.CreateFilter(f => f.InCategory("dept2/group2").InStock()),
        3 => _index.CreateFilter(f => f.PriceBetween(200, 900)),
        4 => _index.CreateFilter(f => f.InCategory("dept1").NotInCategory("dept1")),
        _ => null,
    };

    private void Break(string fault, float[] vectors, Neighbor[] neighbors, SearchResult[] results, SearchOptions options)
    {
        switch (fault)
        {
            case "exclusions":
                options = options with { Exclude = default };
                break;
            case "filter":
                options = options with { Filter = null };
                break;
            case "efSearch":
                options = options with { EfSearch = options.EfSearch == 0 ? 0 : options.EfSearch + 1 };
                break;
        }

        _index.SearchMany(vectors, neighbors, results, options);
        int k = results.Length == 0 ? 0 : neighbors.Length / results.Length;
        if (fault == "rows" && results.Length > 1)
        {
            Neighbor[] first = neighbors[..k];
            neighbors.AsSpan(k, k).CopyTo(neighbors);
            first.CopyTo(neighbors, k);
        }
        else if (fault == "last" && results.Length > 0)
        {
            results[^1] = default;
        }
    }

    private float[] Vectors(int count, int first = 0) => [.. _shop.Vectors.AsSpan(first * Dimension, count * Dimension)];

    private sealed record Question(int Count, int K, int Filter, int[] Exclude, float Target, int EfSearch, bool Next, int First);
}
