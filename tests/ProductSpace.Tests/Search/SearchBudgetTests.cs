using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

/// <summary>
/// Searches that may only do so much: what they return is the best of what they looked at, more budget is never worse, and
/// a budget that nothing reaches changes nothing. The harness for "never worse" finds a row of broken twins.
/// </summary>
public sealed class SearchBudgetTests : IDisposable
{
    private const int Dimension = 16;
    private const int K = 10;

    /// <summary>Two similarities that the 7-bit codes may put in the wrong order: a walk with more budget can lose so much.</summary>
    private const double CodeError = 0.02;

    private static readonly SearchOptions s_endless = new() { MaxScoredVectors = long.MaxValue, TimeLimit = TimeSpan.MaxValue };

    private readonly TestShop _shop;
    private readonly ProductIndex _index;
    private readonly string _file;

    public SearchBudgetTests()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Narrow);
        _shop = built.Products;
        _file = built.File;
        _index = ProductIndex.Open(_file);
    }

    public void Dispose() => _index.Dispose();

    [Fact]
    public void Search_LimitsThatNothingReaches_ChangeNothing()
    {
        using CancellationTokenSource source = new();
        HashSet<SearchStrategy> strategies = [];
        SeededRandom random = new(4);
        ProductFilter?[] filters = Filters();
        for (int round = 0; round < 300; round++)
        {
            SearchOptions free = new()
            {
                Space = (Space)(round & 1),
                Filter = filters[round / 2 % filters.Length],
                EfSearch = random.NextInt(3) * 40,
                Exclude = new[] { random.NextInt(_index.Count) },
            };
            SearchOptions limited = free with { MaxScoredVectors = s_endless.MaxScoredVectors, TimeLimit = s_endless.TimeLimit, CancellationToken = source.Token };
            float[] vector = Vector(random.NextInt(_shop.Count));
            int[] session = [random.NextInt(_index.Count), random.NextInt(_index.Count)];
            Neighbor[] expected = new Neighbor[1 + (round % 30)];
            Neighbor[] hits = new Neighbor[expected.Length];
            strategies.Add(_index.Search(vector, expected, free).Strategy);
            Assert.Equal(_index.Search(vector, expected, free), _index.Search(vector, hits, limited));
            Assert.Equal(expected, hits);
            Assert.Equal(_index.SearchExact(vector, expected, free), _index.SearchExact(vector, hits, limited));
            Assert.Equal(expected, hits);
            Assert.Equal(_index.SearchSession(session, expected, free), _index.SearchSession(session, hits, limited));
            Assert.Equal(expected, hits);
        }

        Assert.Superset(new HashSet<SearchStrategy> { SearchStrategy.Graph, SearchStrategy.Scan, SearchStrategy.Cells, SearchStrategy.CellsThenGraph, SearchStrategy.GraphThenCells }, strategies);
    }

    [Fact]
    public void Search_GrowingBudget_NeverWorseUntilWhole()
    {
        HashSet<SearchStrategy> cut = [];
        foreach (ProductFilter? filter in Filters())
        {
            for (int query = 0; query < 30; query++)
            {
                SearchOptions options = new() { Filter = filter, EfSearch = 40 };
                float[] vector = Vector(query * 400);
                List<Answer> walks = Answers(budget => Ask(vector, options with { MaxScoredVectors = budget }, exact: false));
                List<Answer> scans = Answers(budget => Ask(vector, options with { MaxScoredVectors = budget }, exact: true));

                // Under a filter the pool of a walk can drop a match for a nearer product that does not match; the scan after it drops nothing.
                Assert.Null(Worse(filter is null ? walks : [.. walks.SkipWhile(answer => answer.Result is { Strategy: SearchStrategy.Graph, Truncated: true })], CodeError));
                Assert.Null(Worse(scans, 0));
                Assert.Equal(Ask(vector, options, exact: false), walks[^1], AnswerComparer.Instance);
                Assert.Equal(Ask(vector, options, exact: true), scans[^1], AnswerComparer.Instance);
                cut.UnionWith(walks.Where(answer => answer.Result.Truncated).Select(answer => answer.Result.Strategy));
                Assert.All(walks, answer => Assert.True(filter is not null || answer.Result.Count > 0));
            }
        }

        Assert.Superset(new HashSet<SearchStrategy> { SearchStrategy.Graph, SearchStrategy.Scan }, cut);
    }

    /// <summary>Answers that lose a hit, take a worse one, do more than they may, or say nothing of having been cut.</summary>
    [Theory]
    [InlineData("lost")]
    [InlineData("worse")]
    [InlineData("silent")]
    [InlineData("endless")]
    public void Worse_BrokenTwin_Found(string fault)
    {
        List<Answer> answers = Answers(budget => Ask(Vector(3), new SearchOptions { MaxScoredVectors = budget }, exact: true));
        int middle = answers.FindIndex(answer => answer.Result is { Truncated: true, Count: K }) + 1;
        Answer right = answers[middle];
        answers[middle] = fault switch
        {
            "lost" => right with { Result = right.Result with { Count = K - 1 } },
            "worse" => right with { Hits = [.. right.Hits.Select(hit => hit with { Similarity = hit.Similarity - 0.2f })] },
            "silent" => right with { Result = right.Result with { Truncated = false } },
            _ => right with { Result = right.Result with { Scored = right.Budget + 600 } },
        };
        Assert.NotNull(Worse(answers, 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(3000)]
    public void SearchExact_Budget_IsTheTruthOfTheFirstBlocks(int budget)
    {
        int rows = (budget + HitCollector.BlockRows - 1) / HitCollector.BlockRows * HitCollector.BlockRows;
        ulong[] first = new ulong[rows / 64];
        Array.Fill(first, ulong.MaxValue);
        ProductFilter seen = _index.CreateFilter(f => f.Bitmap(first));
        for (int query = 0; query < 20; query++)
        {
            Answer cut = Ask(Vector(query * 31), new SearchOptions { MaxScoredVectors = budget }, exact: true);
            Answer truth = Ask(Vector(query * 31), new SearchOptions { Filter = seen }, exact: true);
            Assert.Equal(truth.Hits, cut.Hits);
            Assert.Equal(((long)rows, true, K), (cut.Result.Scored, cut.Result.Truncated, cut.Result.Count));
        }
    }

    [Theory]
    [InlineData(60, 0, SearchStrategy.Cells)]
    [InlineData(24, 40, SearchStrategy.CellsThenGraph)]
    public void Search_BudgetOverCells_CutBetweenCells(int cells, int ef, SearchStrategy strategy)
    {
        // Too small a shop for the planner to take cells by itself.
        _index.Remember(Space.Similar, QueryKind.Vector, K, 0.95f, TestPlans.Cells(cells, ef, K));
        for (int query = 0; query < 20; query++)
        {
            float[] vector = Vector(query * 77);
            Answer whole = Ask(vector, default, exact: false);
            Answer cut = Ask(vector, new SearchOptions { MaxScoredVectors = 16 }, exact: false);
            Assert.Equal((strategy, false, cells), (whole.Result.Strategy, whole.Result.Truncated, whole.Result.CellsScanned));
            Assert.Equal((strategy, true, 16), (cut.Result.Strategy, cut.Result.Truncated, cut.Result.CellsScanned));
            Assert.InRange(cut.Result.Count, 1, K);
            Assert.Equal(whole, Ask(vector, new SearchOptions { MaxScoredVectors = 1 << 30 }, exact: false), AnswerComparer.Instance);
        }
    }

    [Fact]
    public void Search_TimeOver_EndsWithWhatItHas()
    {
        SearchOptions options = new() { TimeLimit = TimeSpan.FromTicks(1), EfSearch = 60 };
        Answer walk = Ask(Vector(1), options, exact: false);
        Assert.True(walk.Result.Truncated);
        Assert.InRange(walk.Result.Count, 1, K);
        Answer scan = Ask(Vector(1), options, exact: true);
        Assert.True(scan.Result.Truncated);
        Assert.InRange(scan.Result.Scored, 0, _index.Count - 1);
    }

    [Fact]
    public void SearchMany_Budget_AsSingleSearches()
    {
        const int count = 40;
        float[] vectors = [.. _shop.Vectors.AsSpan(0, count * Dimension)];
        foreach (ProductFilter? filter in Filters())
        {
            foreach (long budget in new long[] { 1, 300, 1500, 4000, 100_000 })
            {
                SearchOptions options = new() { Filter = filter, EfSearch = 60, MaxScoredVectors = budget };
                foreach (bool exact in new[] { false, true })
                {
                    Neighbor[] neighbors = new Neighbor[count * K];
                    SearchResult[] results = new SearchResult[count];
                    Many(vectors, neighbors, results, options, exact);
                    for (int query = 0; query < count; query++)
                    {
                        Answer single = Ask(Vector(query), options, exact);
                        Assert.Equal(single.Result, results[query]);
                        Assert.Equal(single.Hits, neighbors.AsSpan(query * K, results[query].Count));
                    }
                }
            }
        }
    }

    [Fact]
    public void SearchMany_TimeOfTheCallOver_RestHasNoHits()
    {
        const int count = 600;
        float[] vectors = [.. _shop.Vectors.AsSpan(0, count * Dimension)];
        Neighbor mark = new(-7, -7);
        Neighbor[] neighbors = new Neighbor[count * K];
        Array.Fill(neighbors, mark);
        SearchResult[] results = new SearchResult[count];
        _index.SearchManyExact(vectors, neighbors, results, new SearchOptions { TimeLimit = TimeSpan.FromTicks(3000) });
        SearchResult last = results[^1];
        Assert.Equal(new SearchResult { Truncated = true }, last);
        Assert.All(neighbors[^K..], hit => Assert.Equal(mark, hit));
        Assert.All(results, result => Assert.True(result.Truncated || result.Count == K));
    }

    [Fact]
    public void Search_CancelledBefore_ThrowsAndWritesNothing()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        SearchOptions options = new() { CancellationToken = source.Token };
        Neighbor[] hits = new Neighbor[K];
        SearchResult[] results = new SearchResult[1];
        float[] vector = Vector(0);
        Action[] calls =
        [
            () => _index.Search(vector, hits, options), () => _index.SearchExact(vector, hits, options),
            () => _index.SearchSession([1, 2], hits, options), () => _index.SearchSessionExact([1, 2], hits, options),
            () => _index.SearchSession(["p-000001"], hits, options), () => _index.SearchSessionExact(["p-000001"], hits, options),
            () => _index.SearchMany(vector, hits, results, options), () => _index.SearchManyExact(vector, hits, results, options),
        ];
        foreach (Action call in calls)
        {
            Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(call).CancellationToken);
            Assert.All(hits, hit => Assert.Equal(default, hit));
            Assert.Equal(default, results[0]);
        }

        // Nothing of it is left to the next search.
        Assert.Equal(K, _index.Search(vector, hits).Count);
    }

    [Fact]
    public void Search_CancelledDuring_ThrowsAndWritesNothing()
    {
        Neighbor[] hits = new Neighbor[K];
        float[] vector = Vector(0);
        int during = 0;
        for (int attempt = 0; attempt < 200 && during < 3; attempt++)
        {
            using CancellationTokenSource source = new();
            using ManualResetEventSlim asking = new();
            int wait = attempt * 100;
            Thread other = new(() =>
            {
                asking.Wait();
                Thread.SpinWait(wait);
                source.Cancel();
            });
            SearchOptions options = new() { CancellationToken = source.Token, EfSearch = attempt % 2 == 0 ? 3000 : 0 };
            other.Start();
            bool running = false;
            asking.Set();
            try
            {
                while (!source.IsCancellationRequested)
                {
                    Array.Clear(hits);
                    running = true;
                    Search(vector, hits, options, exact: attempt % 2 == 1);
                    running = false;
                }
            }
            catch (OperationCanceledException)
            {
                during += running ? 1 : 0;
                Assert.All(hits, hit => Assert.Equal(default, hit));
            }

            other.Join();
        }

        Assert.True(during > 0, "no search was cancelled while it ran");
    }

    [Fact]
    public void SearchManyExact_CancelledDuring_RowsAreWholeOrUntouched()
    {
        const int count = 3000;
        float[] vectors = [.. _shop.Vectors.AsSpan(0, count * Dimension)];
        Neighbor[] expected = new Neighbor[count * K];
        _index.SearchManyExact(vectors, expected, new SearchResult[count]);
        int during = 0;
        for (int attempt = 0; attempt < 20 && during == 0; attempt++)
        {
            using CancellationTokenSource source = new();
            Neighbor[] neighbors = new Neighbor[count * K];
            SearchResult[] results = new SearchResult[count];
            Thread other = new(() =>
            {
                SpinWait.SpinUntil(
                    () =>
                    {
                        Thread.MemoryBarrier();
                        return results[20].Count > 0;
                    },
                    5000);
                source.Cancel();
            });
            other.Start();
            try
            {
                _index.SearchManyExact(vectors, neighbors, results, new SearchOptions { CancellationToken = source.Token });
            }
            catch (OperationCanceledException)
            {
                during++;
                int done = results.Count(result => result.Count > 0);
                Assert.InRange(done, 1, count - 1);
                Assert.Equal(expected[..(done * K)], neighbors[..(done * K)]);
                Assert.All(neighbors[(done * K)..], hit => Assert.Equal(default, hit));
            }

            other.Join();
        }

        Assert.True(during > 0, "no call was cancelled while it ran");
    }

    [ReleaseFact]
    public void Search_WithLimits_AllocatesNothing()
    {
        using CancellationTokenSource source = new();
        float[] vector = Vector(7);
        Neighbor[] hits = new Neighbor[K];
        foreach (ProductFilter? filter in Filters())
        {
            SearchOptions options = new() { Filter = filter, EfSearch = 60, MaxScoredVectors = 900, TimeLimit = TimeSpan.FromHours(1), CancellationToken = source.Token };
            Assert.Equal(0, Allocated.Least(() =>
            {
                for (int i = 0; i < 10; i++)
                {
                    _index.Search(vector, hits, options);
                    _index.SearchExact(vector, hits, options);
                }
            }));
        }
    }

    [Fact]
    public void Search_LimitsOutOfRange_RefusedByName()
    {
        foreach ((SearchOptions options, string name) in new (SearchOptions, string)[]
        {
            (new() { MaxScoredVectors = -1 }, "MaxScoredVectors"), (new() { MaxScoredVectors = long.MinValue }, "MaxScoredVectors"),
            (new() { TimeLimit = TimeSpan.FromTicks(-1) }, "TimeLimit"), (new() { TimeLimit = Timeout.InfiniteTimeSpan }, "TimeLimit"),
        })
        {
            ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => _index.Search(Vector(0), new Neighbor[1], options));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.ThrowsAny<ArgumentException>(() => _index.SearchMany(Vector(0), new Neighbor[1], new SearchResult[1], options));
        }
    }

    /// <summary>Answers of one question by growing budget, up to one that is whole.</summary>
    private static List<Answer> Answers(Func<long, Answer> ask)
    {
        List<Answer> answers = [];
        for (long budget = 1; answers.Count == 0 || answers[^1].Result.Truncated; budget += 1 + (budget / 6))
        {
            answers.Add(ask(budget) with { Budget = budget });
        }

        return answers;
    }

    /// <summary>What is wrong with answers of growing budget; null where each is at least as good as the one before.</summary>
    private static string? Worse(List<Answer> answers, double tolerance)
    {
        for (int i = 0; i < answers.Count; i++)
        {
            Answer answer = answers[i];
            if (answer.Result.Truncated != i < answers.Count - 1)
            {
                return $"budget {answer.Budget}: truncated {answer.Result.Truncated}";
            }

            // The descent of a walk is the least that is done; a step more is finished.
            if (answer.Result.Scored > Math.Max(answers[0].Result.Scored, answer.Budget) + HitCollector.BlockRows)
            {
                return $"budget {answer.Budget}: {answer.Result.Scored} scored";
            }

            for (int place = 0; i > 0 && place < answers[i - 1].Result.Count; place++)
            {
                if (place >= answer.Result.Count || answer.Hits[place].Similarity < answers[i - 1].Hits[place].Similarity - tolerance)
                {
                    return $"budget {answer.Budget}: place {place} is worse than with {answers[i - 1].Budget}";
                }
            }
        }

        return null;
    }

    private Answer Ask(float[] vector, SearchOptions options, bool exact)
    {
        Neighbor[] hits = new Neighbor[K];
        SearchResult result = Search(vector, hits, options, exact);
        return new Answer(0, result, hits[..result.Count]);
    }

    private SearchResult Search(float[] vector, Neighbor[] hits, in SearchOptions options, bool exact) =>
        exact ? _index.SearchExact(vector, hits, options) : _index.Search(vector, hits, options);

    private void Many(float[] vectors, Neighbor[] neighbors, SearchResult[] results, in SearchOptions options, bool exact)
    {
        if (exact)
        {
            _index.SearchManyExact(vectors, neighbors, results, options);
        }
        else
        {
            _index.SearchMany(vectors, neighbors, results, options);
        }
    }

    private ProductFilter?[] Filters() =>
    [
        null, _index.CreateFilter(f => f.InStock()), _index.CreateFilter(f => f.InCategory("dept1")), _index.CreateFilter(f => f.InCategory("dept2/group2").InStock()),
    ];

    private float[] Vector(int product) => [.. _shop.Vector(product)];

    private sealed record Answer(long Budget, SearchResult Result, Neighbor[] Hits);

    private sealed class AnswerComparer : IEqualityComparer<Answer>
    {
        public static readonly AnswerComparer Instance = new();

        public bool Equals(Answer? x, Answer? y) => x is not null && y is not null && x.Result == y.Result && x.Hits.AsSpan().SequenceEqual(y.Hits);

        public int GetHashCode(Answer obj) => obj.Result.GetHashCode();
    }
}
