using System.Globalization;
using System.Text;
using ProductSpace.Building;
using ProductSpace.Memory;

namespace ProductSpace.Recommendations.Tests;

/// <summary>What pages cost, in vectors scored, beside one search for as many; and that they keep the recall target.</summary>
public sealed class CursorWorkTests(CursorWorkTests.Shop shop) : IClassFixture<CursorWorkTests.Shop>, IDisposable
{
    private const int Pages = 5;
    private const int PageLength = 10;

    private readonly ProductIndex _index = ProductIndex.Open(shop.File);

    public void Dispose() => _index.Dispose();

    /// <summary>"Show more" goes on: five pages score what one search for five pages does, and each later page less than the first.</summary>
    [Theory]
    [InlineData(0.9f, 0)]
    [InlineData(0.95f, 0)]
    [InlineData(0.95f, 3)]
    [InlineData(0.98f, 0)]
    public void Next_FivePages_CostOneSearchOfFive(float target, int views)
    {
        long[] pages = new long[Pages];
        long whole = 0;
        SearchOptions options = new() { TargetRecall = target };
        for (int query = 0; query < 100; query++)
        {
            int[] viewed = [.. Enumerable.Range(0, views).Select(view => (query * 37) + view)];
            using ResultCursor cursor = views > 0 ? ResultCursor.OpenSession(_index, viewed, options) : ResultCursor.Open(_index, Query(query), options);
            Neighbor[] page = new Neighbor[PageLength];
            for (int number = 0; number < Pages; number++)
            {
                SearchResult result = cursor.Next(page);
                Assert.Equal(SearchStrategy.Graph, result.Strategy);
                pages[number] += result.Scored;
            }

            // The same strategy by hand: the engine might take cells for a k of that size.
            SearchOptions walk = options with { EfSearch = _index.PlannerOf(Space.Similar).Walks.EfFor(ProductIndex.KindOf(views), Pages * PageLength, target) };
            Neighbor[] hits = new Neighbor[Pages * PageLength];
            SearchResult one = views > 0 ? _index.SearchSession(viewed, hits, walk) : _index.Search(Query(query), hits, walk);
            Assert.Equal(SearchStrategy.Graph, one.Strategy);
            whole += one.Scored;
        }

        string figures = $"pages {string.Join(", ", pages.Select(scored => scored / 100))}, one search of {Pages * PageLength}: {whole / 100}";
        Assert.True(pages.Sum() <= 1.5 * whole, figures);
        Assert.All(pages[1..], scored => Assert.True(scored < pages[0], figures));
    }

    /// <summary>The broken twin of going on: a search anew for each page costs more than the bound of the test above.</summary>
    [Fact]
    public void Search_AnewForEachPage_CostsMoreThanGoingOn()
    {
        long anew = 0;
        long whole = 0;
        for (int query = 0; query < 100; query++)
        {
            for (int number = 1; number <= Pages; number++)
            {
                int ef = _index.PlannerOf(Space.Similar).Walks.EfFor(ProductIndex.KindOf(0), number * PageLength, 0.95);
                long scored = _index.Search(Query(query), new Neighbor[number * PageLength], new SearchOptions { EfSearch = ef }).Scored;
                anew += scored;
                whole += number == Pages ? scored : 0;
            }
        }

        Assert.True(anew > 1.5 * whole, $"{anew} against {whole}");
    }

    /// <summary>The first page is the engine's own walk, number for number and vector for vector; the cursor only remembers more of it.</summary>
    [Fact]
    public void Next_FirstPage_IsTheEnginesWalk()
    {
        for (int query = 0; query < 100; query++)
        {
            SearchOptions options = new() { EfSearch = 10 + query, Exclude = new[] { query, query + 1 } };
            Neighbor[] page = new Neighbor[PageLength];
            Neighbor[] hits = new Neighbor[PageLength];
            using ResultCursor cursor = ResultCursor.Open(_index, Query(query), options);
            SearchResult first = cursor.Next(page);
            SearchResult search = _index.Search(Query(query), hits, options);
            Assert.Equal((search.Count, search.Strategy, search.Scored, search.EfSearch), (first.Count, first.Strategy, first.Scored, first.EfSearch));
            Assert.Equal(hits, page);
        }
    }

    [Fact]
    public void Next_Scan_ReadsEachCodeOnce()
    {
        foreach (ProductFilter? filter in new[] { null, _index.CreateFilter(f => f.InCategory("dept1").InStock()) })
        {
            using ResultCursor cursor = ResultCursor.Open(_index, Query(4), new SearchOptions { TargetRecall = 1, Filter = filter });
            Neighbor[] page = new Neighbor[PageLength];
            Assert.Equal(filter?.Count ?? _index.Count, cursor.Next(page).Scored);
            for (int number = 1; number < 20; number++)
            {
                Assert.Equal((PageLength, 0L), (cursor.Next(page).Count, cursor.Next(page).Scored));
            }
        }
    }

    /// <summary>Under a filter the searches are for 10, 40 and 160 products: sixteen pages cost three searches at most.</summary>
    [Fact]
    public void Next_SixteenPagesUnderAFilter_CostThreeSearches()
    {
        SearchOptions options = new() { Filter = _index.CreateFilter(f => f.InStock()) };
        for (int query = 0; query < 20; query++)
        {
            using ResultCursor cursor = ResultCursor.Open(_index, Query(query), options);
            int searches = 0;
            for (int number = 0; number < 16; number++)
            {
                SearchResult result = cursor.Next(new Neighbor[PageLength]);
                Assert.Equal(PageLength, result.Count);
                searches += result.Scored > 0 ? 1 : 0;
            }

            Assert.InRange(searches, 1, 3);
        }
    }

    /// <summary>
    /// Recall of pages 1 to n together among as many ranks, by similarity, for every n, on sessions as the calibration has
    /// them, and on vectors under filters.
    /// </summary>
    [Theory]
    [InlineData(0.9f, 1, true, 0)]
    [InlineData(0.95f, 1, true, 0)]
    [InlineData(0.95f, 3, true, 0)]
    [InlineData(0.98f, 3, true, 0)]
    [InlineData(0.95f, 1, false, 0)]
    [InlineData(0.95f, 3, false, 0)]
    [InlineData(0.95f, 1, false, 1)]
    [InlineData(0.95f, 3, true, 2)]
    public void Next_FivePages_KeepTheRecallTarget(float target, int views, bool unseeded, int filter)
    {
        SearchOptions options = new()
        {
            TargetRecall = target,
            SeedFromViewed = !unseeded,
            IncludeViewed = unseeded,
            Decay = 1,
            Filter = filter switch { 1 => _index.CreateFilter(f => f.InStock()), 2 => _index.CreateFilter(f => f.NotInCategory("dept1")), _ => null },
        };
        double[] recall = Recall(views, options, session => ResultCursor.OpenSession(_index, session, options));
        StringBuilder figures = new();
        Array.ForEach(recall, pages => figures.Append(CultureInfo.InvariantCulture, $"{pages:F3} "));
        Assert.True(recall.All(pages => pages >= target - 0.03), figures.ToString());
    }

    /// <summary>The twin: a cursor whose pool does not grow with the pages, as for one page, must show.</summary>
    [Fact]
    public void Next_PoolOfOnePage_MissesTheTarget()
    {
        SearchOptions options = new() { TargetRecall = 0.95f, SeedFromViewed = false, IncludeViewed = true, Decay = 1 };
        int ef = _index.PlannerOf(Space.Similar).Walks.EfFor(ProductIndex.KindOf(seeds: 0), PageLength, 0.95) / 2;
        double[] recall = Recall(3, options, session => ResultCursor.OpenSession(_index, session, options with { EfSearch = ef }));
        Assert.Contains(recall, pages => pages < 0.92);
    }

    private double[] Recall(int views, SearchOptions options, Func<int[], ResultCursor> open)
    {
        double[] found = new double[Pages];
        int[][] sessions = HeldOutQueries.Make(_index.ViewOf(Space.Similar), 200, views, seed: 0xFEED, new ParallelContext(Environment.ProcessorCount, CancellationToken.None));
        foreach (int[] session in sessions)
        {
            Neighbor[] exact = new Neighbor[Pages * PageLength];
            _index.SearchSessionExact(session, exact, options);
            using ResultCursor cursor = open(session);
            Neighbor[] hits = new Neighbor[Pages * PageLength];
            for (int number = 0; number < Pages; number++)
            {
                Assert.Equal(PageLength, cursor.Next(hits.AsSpan(number * PageLength, PageLength)).Count);
                int ranks = (number + 1) * PageLength;
                found[number] += hits.Take(ranks).Count(hit => hit.Similarity >= exact[ranks - 1].Similarity) / (double)ranks / sessions.Length;
            }
        }

        return found;
    }

    /// <summary>Not a product of the shop: somewhat beside one.</summary>
    private float[] Query(int number)
    {
        float[] vector = [.. shop.Products.Vector(number * 53)];
        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] += ((((number * 31) + (i * 17)) % 13) - 6) / 12f;
        }

        return vector;
    }

    /// <summary>Large enough that walks win over scans.</summary>
    public sealed class Shop : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Shop()
        {
            Products = new TestShop(20_000, 24, seed: 11);
            Products.Builder(new BuildOptions { M = 12, EfConstruction = 80 }).Build(File);
        }

        internal TestShop Products { get; }

        public string File => _folder.File("shop.psx");

        public void Dispose() => _folder.Dispose();
    }
}
