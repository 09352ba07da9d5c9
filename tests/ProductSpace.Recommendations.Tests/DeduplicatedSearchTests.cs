using System.Diagnostics;
using CsCheck;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Recommendations.Tests;

/// <summary>
/// Folded answers against the plainest model: all matches in exact order, each compared with all kept before it. Exact ones
/// number for number, the planner's by the contract. The harness finds each of a row of broken twins.
/// </summary>
public sealed class DeduplicatedSearchTests(PagedShop shop) : IClassFixture<PagedShop>, IDisposable
{
    /// <summary>Questions are drawn anew each run: forty of them may all miss a fault that few tell.</summary>
    private const int MostRounds = 50;

    private static readonly float[] s_limits = [0.8f, 0.95f, 0.99f, 0.9999f, 1];

    private readonly ProductIndex _index = ProductIndex.Open(shop.File);
    private readonly ProductIndex _cells = ProductIndex.Open(shop.FileOfCells);

    public void Dispose()
    {
        _index.Dispose();
        _cells.Dispose();
    }

    [Fact]
    public void SearchFolded_ExactRandomQuestions_AsTheModel() =>
        Questions().Sample(question => Assert.Null(Difference(question, isExact: true, fault: null, [])), iter: 80, threads: 1);

    [Fact]
    public void SearchFolded_RandomQuestions_FullAndWithoutDuplicates()
    {
        HashSet<SearchStrategy> strategies = [];
        Questions().Sample(question => Assert.Null(Difference(question, isExact: false, fault: null, strategies)), iter: 120, threads: 1);
        Assert.Superset(new HashSet<SearchStrategy> { SearchStrategy.Graph, SearchStrategy.Scan, SearchStrategy.Cells }, strategies);
    }

    /// <summary>Answers without folding, with a limit a little too high, or with the farther of two duplicates.</summary>
    [Theory]
    [InlineData("unfolded")]
    [InlineData("limit")]
    [InlineData("farther")]
    [InlineData("short")]
    public void Difference_BrokenTwin_Found(string fault)
    {
        int found = 0;
        for (int round = 0; round < MostRounds && found == 0; round++)
        {
            Questions().Sample(question => found += Difference(question, isExact: true, fault, []) is null ? 0 : 1, iter: 40, threads: 1);
        }

        Assert.True(found > 0);
    }

    [Fact]
    public void SearchFolded_TwoHundredEqualProducts_AreOneResultOfOneSearch()
    {
        float[] vector = [.. shop.Products.Vector(PagedShop.Equal)];
        Neighbor[] hits = new Neighbor[10];
        SearchOptions options = new() { EfSearch = 40 };
        SearchResult result = _index.SearchFolded(vector, hits, 1, options);
        Assert.Equal((10, SearchStrategy.Graph), (result.Count, result.Strategy));
        int[] equal = [.. hits.Select(hit => Array.IndexOf(shop.Products.Ids, _index.GetProductId(hit.Ordinal))).Where(IsOneOfTheEqual)];
        Assert.Single(equal);

        // The same walk as an unfolded one, which finds equal products only.
        Assert.Equal(result.Scored, _index.Search(vector, hits, options).Scored);
        Assert.All(hits, hit => Assert.True(IsOneOfTheEqual(Array.IndexOf(shop.Products.Ids, _index.GetProductId(hit.Ordinal)))));

        static bool IsOneOfTheEqual(int product) => product is >= PagedShop.Equal and < PagedShop.Equal + PagedShop.EqualCount;
    }

    [Fact]
    public void Next_Folded_NoDuplicatesAcrossPages()
    {
        const float limit = 0.97f;
        foreach (SearchOptions options in new SearchOptions[] { new(), new() { TargetRecall = 1 }, new() { Filter = PagedShop.Filter(_index, 1) } })
        {
            using ResultCursor cursor = ResultCursor.Open(_index, shop.Products.Vector(8), options, limit);
            List<Neighbor[]> pages = PageReader.ReadAll(page => cursor.Next(page), 150);
            Neighbor[] all = [.. pages.SelectMany(page => page)];
            Assert.Equal(all.Length, all.Select(hit => hit.Ordinal).Distinct().Count());
            for (int i = 0; i < all.Length; i += 61)
            {
                for (int j = 0; j < i; j++)
                {
                    Assert.False(AreDuplicates(_index, options.Space ?? Space.Similar, all[j].Ordinal, all[i].Ordinal, limit), $"{j} and {i}");
                }
            }

            // Whatever is not shown is a duplicate of something that is.
            HashSet<int> shown = [.. all.Select(hit => hit.Ordinal)];
            for (int ordinal = 0; ordinal < _index.Count; ordinal += 71)
            {
                if (!shown.Contains(ordinal) && options.Filter?.Contains(ordinal) != false)
                {
                    Assert.Contains(all, hit => AreDuplicates(_index, options.Space ?? Space.Similar, hit.Ordinal, ordinal, limit - 0.0005f));
                }
            }
        }
    }

    [Fact]
    public void Next_FoldedAndCancelled_ThePageIsStillTheNext()
    {
        using ResultCursor cursor = ResultCursor.Open(_index, shop.Products.Vector(8), default, 0.9f);
        using ResultCursor other = ResultCursor.Open(_index, shop.Products.Vector(8), default, 0.9f);
        Neighbor[] page = new Neighbor[30];
        Neighbor[] expected = new Neighbor[30];
        for (int i = 0; i < 4; i++)
        {
            Assert.Throws<OperationCanceledException>(() => cursor.Next(page, new CancellationToken(canceled: true)));
            using CancellationTokenSource alive = new();
            Assert.Equal(other.Next(expected), cursor.Next(page, alive.Token));
            Assert.Equal(expected, page);
        }
    }

    /// <summary>Cancelled in the midst of pages, also after products were taken for one: nothing is lost and nothing comes twice.</summary>
    [Fact]
    public void Next_CancelledWithinPages_NothingLost()
    {
        const float limit = 0.99f;
        using ResultCursor exact = ResultCursor.Open(_index, shop.Products.Vector(8), new SearchOptions { TargetRecall = 1 }, limit);
        int expected = PageReader.ReadAll(page => exact.Next(page), 1_000).Sum(page => page.Length);
        using ResultCursor timed = ResultCursor.Open(_index, shop.Products.Vector(8), default, limit);
        long start = Stopwatch.GetTimestamp();
        timed.Next(new Neighbor[1_500]);
        long pageTicks = Stopwatch.GetTimestamp() - start;
        int cancelled = 0;
        for (int attempt = 0; attempt < 400 && cancelled < 10; attempt++)
        {
            using ResultCursor cursor = ResultCursor.Open(_index, shop.Products.Vector(8), default, limit);
            HashSet<int> seen = [];
            Neighbor[] page = new Neighbor[1_500];
            int count;
            int tries = 0;
            do
            {
                using CancellationTokenSource source = new();
                using ManualResetEventSlim ready = new();
                long end = long.MaxValue;
                Thread canceller = new(() =>
                {
                    ready.Set();
                    SpinWait.SpinUntil(() => Stopwatch.GetTimestamp() >= Volatile.Read(ref end));
                    source.Cancel();
                });
                canceller.Start();
                ready.Wait();
                if (tries % 2 == 0)
                {
                    Volatile.Write(ref end, Stopwatch.GetTimestamp() + (pageTicks >> ((attempt + tries) % 12)));
                }

                try
                {
                    count = cursor.Next(page, source.Token).Count;
                    Assert.All(page[..count], hit => Assert.True(seen.Add(hit.Ordinal)));
                }
                catch (OperationCanceledException)
                {
                    count = page.Length;
                    cancelled++;
                }

                Volatile.Write(ref end, 0);
                canceller.Join();
            }
            while (count == page.Length && ++tries < 1_000);
            Assert.Equal(expected, seen.Count);
        }

        Assert.True(cancelled > 0);
    }

    [Fact]
    public void SearchFolded_Answer_FindsWhatTheExactOneFinds()
    {
        int found = 0;
        for (int query = 0; query < 200; query++)
        {
            Neighbor[] hits = new Neighbor[10];
            Neighbor[] truth = new Neighbor[10];
            Assert.Equal(10, _index.SearchFolded(shop.Products.Vector(query * 29), hits, 0.98f).Count);
            Assert.Equal(10, _index.SearchFolded(shop.Products.Vector(query * 29), truth, 0.98f, new SearchOptions { TargetRecall = 1 }).Count);
            found += truth.Count(hit => hits.Contains(hit));
        }

        Assert.True(found >= 0.93 * 2_000, $"{found} of 2000");
    }

    [ReleaseFact]
    public void SearchFolded_AnyOptions_AllocatesNothing()
    {
        float[] vector = [.. shop.Products.Vector(9)];
        Neighbor[] hits = new Neighbor[10];
        foreach (SearchOptions options in new SearchOptions[] { new(), new() { TargetRecall = 1 }, new() { Filter = PagedShop.Filter(_index, 1) } })
        {
            Assert.Equal(0, Allocated.Least(() =>
            {
                for (int i = 0; i < 5; i++)
                {
                    _index.SearchFolded(vector, hits, 0.99f, options);
                    _index.SearchSessionFolded([3, 4], hits, 0.99f, options);
                }
            }));
        }
    }

    [Fact]
    public void SearchFolded_SessionByIdsAndOrdinals_TheSame()
    {
        Neighbor[] byIds = new Neighbor[10];
        Neighbor[] byOrdinals = new Neighbor[10];
        Assert.True(_index.TryGetOrdinal("p-000123", out int ordinal));
        Assert.Equal(1, _index.SearchSessionFolded(["p-000123", "nobody"], byIds, 0.99f).UnknownIds);
        Assert.Equal(10, _index.SearchSessionFolded([ordinal], byOrdinals, 0.99f).Count);
        Assert.Equal(byOrdinals, byIds);
        Assert.DoesNotContain(byIds, hit => hit.Ordinal == ordinal);
    }

    [Fact]
    public void SearchFolded_WithoutSense_RefusedByName()
    {
        Neighbor[] hits = new Neighbor[3];
        foreach (float foldAt in new[] { 0, -1f, 1.5f, float.NaN })
        {
            Assert.Contains("foldAt", Assert.ThrowsAny<ArgumentException>(() => _index.SearchFolded(shop.Products.Vector(0), hits, foldAt)).Message, StringComparison.Ordinal);
            Assert.ThrowsAny<ArgumentException>(() => _index.SearchSessionFolded([1], hits, foldAt));
            Assert.ThrowsAny<ArgumentException>(() => _index.SearchSessionFolded(["p-000001"], hits, foldAt));
        }

        Assert.Contains("GroupLimit", Assert.ThrowsAny<ArgumentException>(() => _index.SearchFolded(shop.Products.Vector(0), hits, 0.9f, new SearchOptions { DiversityLambda = 0.4f })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => DeduplicatedSearch.SearchFolded(null!, shop.Products.Vector(0), hits, 0.9f));
        Assert.All(hits, hit => Assert.Equal(default, hit));
    }

    private static Gen<Question> Questions() =>
        from k in Gen.Frequency((6, Gen.Int[0, 25]), (1, Gen.Int[60, 300]))
        from limit in Gen.Int[0, s_limits.Length - 1]
        from filter in Gen.Int[0, 4]
        from exclude in Gen.Int[0, PagedShop.Count - 1].Array[0, 4]
        from next in Gen.Bool
        from cells in Gen.Int[0, 2]
        from product in Gen.OneOf(Gen.Int[0, PagedShop.Count - 1], Gen.Const(PagedShop.Equal))
        select new Question(k, s_limits[limit], filter, exclude, next, cells == 0, product);

    /// <summary>Null where the answer is right; else what is wrong with it.</summary>
    private string? Difference(Question question, bool isExact, string? fault, HashSet<SearchStrategy> strategies)
    {
        ProductIndex index = question.Cells ? _cells : _index;
        SearchOptions options = new()
        {
            Space = question.Next ? Space.Next : Space.Similar,
            Filter = PagedShop.Filter(index, question.Filter),
            Exclude = question.Exclude,
            TargetRecall = isExact ? 1 : 0,
        };
        Neighbor[] hits = new Neighbor[question.K];
        float limit = fault switch { "unfolded" => 1, "limit" => Math.Min(1, question.Limit * 1.02f), _ => question.Limit };
        SearchResult result = fault == "unfolded"
            ? index.SearchExact(shop.Products.Vector(question.Product), hits, options)
            : index.SearchFolded(shop.Products.Vector(question.Product), hits, limit, options);
        strategies.Add(result.Strategy);
        hits = hits[..result.Count];
        List<Neighbor> expected = Model(index, question, options, fault == "farther");
        if (fault == "short")
        {
            expected = expected.Count > 1 ? expected[1..] : expected;
        }

        if (isExact)
        {
            return hits.SequenceEqual(expected) ? null : "other neighbors than the model";
        }

        if (hits.Length != expected.Count || result.Truncated)
        {
            return $"{hits.Length} hits in place of {expected.Count}";
        }

        for (int i = 0; i < hits.Length; i++)
        {
            if (question.Exclude.Contains(hits[i].Ordinal) || options.Filter?.Contains(hits[i].Ordinal) == false)
            {
                return "a product that may not be in the answer";
            }

            for (int j = 0; j < i; j++)
            {
                if (AreDuplicates(index, options.Space ?? Space.Similar, hits[j].Ordinal, hits[i].Ordinal, question.Limit))
                {
                    return "two duplicates";
                }
            }
        }

        return null;
    }

    private List<Neighbor> Model(ProductIndex index, Question question, SearchOptions options, bool farther)
    {
        Neighbor[] all = new Neighbor[PagedShop.Count];
        all = all[..index.SearchExact(shop.Products.Vector(question.Product), all, options).Count];
        List<Neighbor> kept = [];
        foreach (Neighbor hit in all)
        {
            if (kept.Count == question.K)
            {
                break;
            }

            int twin = kept.FindIndex(other => AreDuplicates(index, options.Space ?? Space.Similar, other.Ordinal, hit.Ordinal, question.Limit));
            if (twin < 0)
            {
                kept.Add(hit);
            }
            else if (farther)
            {
                kept[twin] = hit;
            }
        }

        return kept;
    }

    private static bool AreDuplicates(ProductIndex index, Space space, int shown, int other, float limit)
    {
        SpaceView view = index.ViewOf(space);
        if (view.Codes.Row(view.ToSlot(shown)).SequenceEqual(view.Codes.Row(view.ToSlot(other))))
        {
            return true;
        }

        ExactQuery query = new();
        query.EnsureCapacity(PagedShop.Dimension);
        view.Exact.Decode(view.ToSlot(other), query.Unit);
        query.Split(view.Model);
        return view.Exact.Similarity(view.ToSlot(shown), query) >= limit;
    }

    private sealed record Question(int K, float Limit, int Filter, int[] Exclude, bool Next, bool Cells, int Product)
    {
        public override string ToString() => $"k {K}, limit {Limit}, filter {Filter}, exclude [{string.Join(' ', Exclude)}], next {Next}, cells {Cells}, product {Product}";
    }
}
