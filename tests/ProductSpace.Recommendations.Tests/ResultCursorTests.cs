using CsCheck;

namespace ProductSpace.Recommendations.Tests;

/// <summary>
/// Pages against the exact siblings of the engine, which other tests judge: exact cursors rank for rank, the others by the
/// contract. The harness finds each of a row of broken twins.
/// </summary>
public sealed class ResultCursorTests(PagedShop shop) : IClassFixture<PagedShop>, IDisposable
{
    private readonly ProductIndex _index = ProductIndex.Open(shop.File);
    private readonly ProductIndex _cells = ProductIndex.Open(shop.FileOfCells);

    public void Dispose()
    {
        _index.Dispose();
        _cells.Dispose();
    }

    [Fact]
    public void Next_ExactRandomQuestions_PagesAreTheRanks() =>
        Questions().Sample(question => Assert.Null(Difference(question, isExact: true, fault: null, [])), iter: 120, threads: 1);

    [Fact]
    public void Next_RandomQuestions_EachProductOnceAndAllOfThem()
    {
        HashSet<SearchStrategy> strategies = [];
        Questions().Sample(question => Assert.Null(Difference(question, isExact: false, fault: null, strategies)), iter: 120, threads: 1);
        Assert.Superset(new HashSet<SearchStrategy> { SearchStrategy.Graph, SearchStrategy.Scan, SearchStrategy.GraphThenScan, SearchStrategy.Cells }, strategies);
    }

    /// <summary>As a follower of generations numbers its indexes; a page without results carries the number too.</summary>
    [Fact]
    public void Next_IndexOfAGeneration_EveryPageCarriesItsNumber()
    {
        _index.Generation = 7;
        Neighbor[] page = new Neighbor[4];
        using ResultCursor cursor = ResultCursor.OpenSession(_index, [3]);
        Assert.Equal([7, 7, 7], [cursor.Next(page).Generation, cursor.Next(page).Generation, cursor.Next([]).Generation]);
        Assert.Equal(7, _index.SearchSessionFolded([3], page, foldAt: 1).Generation);
        Assert.Equal(7, _index.SearchSessionFolded(["nobody knows it"], page, foldAt: 1).Generation);
    }

    [Theory]
    [InlineData("again")]
    [InlineData("gap")]
    [InlineData("order")]
    [InlineData("short")]
    [InlineData("filter")]
    public void Difference_BrokenTwin_Found(string fault)
    {
        int exact = 0;
        int contract = 0;
        Questions().Sample(
            question =>
            {
                exact += Difference(question, isExact: true, fault, []) is null ? 0 : 1;
                contract += Difference(question, isExact: false, fault, []) is null ? 0 : 1;
            },
            iter: 25,
            threads: 1);
        Assert.True(exact > 0);
        Assert.True(contract > 0);
    }

    [Fact]
    public void Next_SamePageByPageAndAtOnce_WhereTheStrategyIsExact()
    {
        SearchOptions options = new() { TargetRecall = 1, Filter = PagedShop.Filter(_index, 2) };
        using ResultCursor one = ResultCursor.OpenSession(_index, [7, 9], options);
        using ResultCursor many = ResultCursor.OpenSession(_index, ["p-000007", "p-000009", "nobody"], options);
        Neighbor[] long100 = new Neighbor[100];
        Assert.Equal((100, 0), (one.Next(long100).Count, one.Next([]).Count));
        Neighbor[] page = new Neighbor[20];
        int[] ordinals = [_index.TryGetOrdinal("p-000007", out int first) ? first : -1, _index.TryGetOrdinal("p-000009", out int second) ? second : -1];
        using ResultCursor ids = ResultCursor.OpenSession(_index, ordinals, options);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(1, many.Next(page).UnknownIds);
            Neighbor[] same = new Neighbor[20];
            Assert.Equal(20, ids.Next(same).Count);
            Assert.Equal(same, page);
        }
    }

    [Fact]
    public void Next_AfterTheEnd_EmptyForever()
    {
        foreach (float target in new[] { 0, 1f })
        {
            using ResultCursor cursor = ResultCursor.Open(_index, shop.Products.Vector(3), new SearchOptions { TargetRecall = target, Filter = PagedShop.Filter(_index, 3) });
            int matches = PagedShop.Filter(_index, 3)!.Count;
            Neighbor[] all = new Neighbor[matches + 10];
            Assert.Equal(matches, cursor.Next(all).Count);
            Assert.Equal(0, cursor.Next(all).Count);
            Assert.Equal(0, cursor.Next(all).Scored);
        }
    }

    [Fact]
    public void Next_NothingToFind_Empty()
    {
        Neighbor[] page = new Neighbor[3];
        using ResultCursor nobody = ResultCursor.OpenSession(_index, ["nobody", "no one"]);
        Assert.Equal((0, 2, SearchStrategy.None), (nobody.Next(page).Count, nobody.Next(page).UnknownIds, nobody.Next(page).Strategy));
        using ResultCursor empty = ResultCursor.OpenSession(_index, ReadOnlySpan<int>.Empty);
        Assert.Equal(0, empty.Next(page).Count);
        using ResultCursor none = ResultCursor.Open(_index, shop.Products.Vector(1), new SearchOptions { Filter = PagedShop.Filter(_index, 4) });
        Assert.Equal(0, none.Next(page).Count);
        Assert.All(page, hit => Assert.Equal(default, hit));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public void Next_SmallShops_AllProducts(int products)
    {
        using TemporaryFolder folder = new();
        new TestShop(products, 4).Builder().Build(folder.File("small.psx"));
        using ProductIndex index = ProductIndex.Open(folder.File("small.psx"));
        foreach (SearchOptions options in new SearchOptions[] { new(), new() { EfSearch = 1 }, new() { TargetRecall = 1 } })
        {
            using ResultCursor cursor = ResultCursor.Open(index, [1, 2, 3, 4], options);
            Assert.Equal(products, PageReader.ReadAll(page => cursor.Next(page), 3).Sum(page => page.Length));
        }
    }

    [Fact]
    public void Next_EqualProducts_AllShownAcrossPages()
    {
        using ResultCursor cursor = ResultCursor.Open(_index, shop.Products.Vector(PagedShop.Equal), new SearchOptions { EfSearch = 20 });
        Neighbor[] page = new Neighbor[50];
        HashSet<string> ids = [];
        for (int i = 0; i < PagedShop.EqualCount / 50; i++)
        {
            Assert.Equal(50, cursor.Next(page).Count);
            ids.UnionWith(page.Select(hit => _index.GetProductId(hit.Ordinal)));
        }

        Assert.Superset(Enumerable.Range(PagedShop.Equal, PagedShop.EqualCount).Select(product => shop.Products.Ids[product]).ToHashSet(), ids);
    }

    [Fact]
    public void Next_BudgetOfEachPage_TruncatedAndGoesOn()
    {
        foreach (SearchOptions plain in new SearchOptions[] { new() { EfSearch = 50 }, new() { TargetRecall = 1 }, new() { TargetRecall = 1, Filter = PagedShop.Filter(_index, 1) } })
        {
            SearchOptions options = plain with { MaxScoredVectors = 300 };
            using ResultCursor cursor = ResultCursor.Open(_index, shop.Products.Vector(77), options);
            Neighbor[] page = new Neighbor[20];
            HashSet<int> seen = [];
            int truncated = 0;
            for (int i = 0; i < 60; i++)
            {
                SearchResult result = cursor.Next(page);
                Assert.All(page[..result.Count], hit => Assert.True(seen.Add(hit.Ordinal)));
                Assert.InRange(result.Scored, 0, 1_000);
                truncated += result.Truncated ? 1 : 0;
            }

            Assert.InRange(truncated, 1, 59);
            Assert.True(seen.Count > 600, $"{seen.Count} products");
        }
    }

    [Fact]
    public void Next_TimeLimitOfATick_TruncatedNotLost()
    {
        using ResultCursor cursor = ResultCursor.Open(_index, shop.Products.Vector(77), new SearchOptions { TargetRecall = 1, TimeLimit = TimeSpan.FromTicks(1) });
        Neighbor[] page = new Neighbor[20];
        SearchResult result = cursor.Next(page);
        Assert.True(result.Truncated);
        Assert.Equal(0, result.Count);
    }

    [Fact]
    public void Next_Cancelled_NothingWrittenAndThePageIsStillTheNext()
    {
        foreach (SearchOptions options in new SearchOptions[] { new() { EfSearch = 50 }, new() { TargetRecall = 1 }, new() { Filter = PagedShop.Filter(_index, 1) } })
        {
            using ResultCursor cursor = ResultCursor.Open(_index, shop.Products.Vector(5), options);
            using ResultCursor other = ResultCursor.Open(_index, shop.Products.Vector(5), options);
            Neighbor[] page = new Neighbor[10];
            Neighbor[] expected = new Neighbor[10];
            cursor.Next(page);
            other.Next(expected);
            page.AsSpan().Clear();
            Assert.Throws<OperationCanceledException>(() => cursor.Next(page, new CancellationToken(canceled: true)));
            Assert.All(page, hit => Assert.Equal(default, hit));
            using CancellationTokenSource alive = new();
            Assert.Equal(other.Next(expected), cursor.Next(page, alive.Token));
            Assert.Equal(expected, page);

            // A token is that of its page alone.
            alive.Cancel();
            Assert.Equal(other.Next(expected), cursor.Next(page));
            Assert.Equal(expected, page);
        }

        using CancellationTokenSource ofOptions = new();
        using ResultCursor ended = ResultCursor.Open(_index, shop.Products.Vector(5), new SearchOptions { CancellationToken = ofOptions.Token });
        ofOptions.Cancel();
        Assert.Throws<OperationCanceledException>(() => ended.Next(new Neighbor[10]));
        Assert.Throws<OperationCanceledException>(() => ResultCursor.Open(_index, shop.Products.Vector(5), new SearchOptions { CancellationToken = new CancellationToken(canceled: true) }));
    }

    [Fact]
    public void Next_IndexOrCursorDisposed_Throws()
    {
        ProductIndex index = ProductIndex.Open(shop.File);
        ResultCursor cursor = ResultCursor.Open(index, shop.Products.Vector(5));
        ResultCursor closed = ResultCursor.Open(index, shop.Products.Vector(5));
        closed.Dispose();
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => closed.Next(new Neighbor[3]));
        Assert.Equal(3, cursor.Next(new Neighbor[3]).Count);
        index.Dispose();
        Neighbor[] page = new Neighbor[3];
        Assert.Throws<ObjectDisposedException>(() => cursor.Next(page));
        Assert.All(page, hit => Assert.Equal(default, hit));
        cursor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ResultCursor.Open(index, shop.Products.Vector(5)));
    }

    [Fact]
    public void Open_WithoutSense_RefusedByName()
    {
        Refused("DiversityLambda", new SearchOptions { DiversityLambda = 0.5f });
        Refused("GroupLimit", new SearchOptions { GroupLimit = GroupLimit.ByFacet("brand", 1) });
        Refused("TargetRecall", new SearchOptions { TargetRecall = 2 });
        Refused("another index", new SearchOptions { Filter = PagedShop.Filter(_cells, 1) });
        Refused("EfSearch", new SearchOptions { EfSearch = -1 });
        foreach (float foldAt in new[] { -0.1f, 1.1f, float.NaN })
        {
            Assert.Contains("foldAt", Assert.ThrowsAny<ArgumentException>(() => ResultCursor.Open(_index, shop.Products.Vector(0), default, foldAt)).Message, StringComparison.Ordinal);
        }

        Assert.Contains("numbers", Assert.Throws<ArgumentException>(() => ResultCursor.Open(_index, [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("direction", Assert.Throws<ArgumentException>(() => ResultCursor.Open(_index, new float[PagedShop.Dimension])).Message, StringComparison.Ordinal);
        Assert.Contains("weights", Assert.Throws<ArgumentException>(() => ResultCursor.OpenSession(_index, [1], new SearchOptions { Weights = new float[2] })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => ResultCursor.Open(null!, shop.Products.Vector(0)));

        void Refused(string words, SearchOptions options) =>
            Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(() => ResultCursor.Open(_index, shop.Products.Vector(0), options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_ManyCursorsInTurnAndOnThreads_AsAlone()
    {
        Neighbor[][] alone = [.. Enumerable.Range(0, 24).Select(number => Pages(number))];
        Parallel.For(0, 24, number => Assert.Equal(alone[number], Pages(number)));
        ResultCursor[] cursors = [.. Enumerable.Range(0, 24).Select(number => ResultCursor.Open(_index, shop.Products.Vector(number * 50), new SearchOptions { Filter = PagedShop.Filter(_index, number % 4) }))];
        Neighbor[][] inTurn = [.. alone.Select(hits => new Neighbor[hits.Length])];
        for (int page = 0; page < 4; page++)
        {
            for (int number = 0; number < cursors.Length; number++)
            {
                Assert.Equal(10, cursors[number].Next(inTurn[number].AsSpan(page * 10, 10)).Count);
            }
        }

        Assert.Equal(alone, inTurn);
        Array.ForEach(cursors, cursor => cursor.Dispose());

        Neighbor[] Pages(int number)
        {
            using ResultCursor cursor = ResultCursor.Open(_index, shop.Products.Vector(number * 50), new SearchOptions { Filter = PagedShop.Filter(_index, number % 4) });
            Neighbor[] hits = new Neighbor[40];
            for (int page = 0; page < 4; page++)
            {
                Assert.Equal(10, cursor.Next(hits.AsSpan(page * 10, 10)).Count);
            }

            return hits;
        }
    }

    [ReleaseFact]
    public void Next_SteadyState_AllocatesNothing()
    {
        float[] vector = [.. shop.Products.Vector(9)];
        Neighbor[] page = new Neighbor[10];
        foreach (SearchOptions options in new SearchOptions[] { new(), new() { TargetRecall = 1 }, new() { Filter = PagedShop.Filter(_index, 1) }, new() { Filter = PagedShop.Filter(_index, 3), TargetRecall = 1 } })
        {
            // The first cursors grow what the later ones borrow; opening one makes the object itself.
            foreach (float foldAt in new[] { 0, 0.99f })
            {
                for (int warm = 0; warm < 3; warm++)
                {
                    Read(options, foldAt);
                }

                long opening = Allocated.Least(() => ResultCursor.Open(_index, vector, options, foldAt).Dispose());
                Assert.InRange(opening, 1, 64);
                Assert.Equal(opening, Allocated.Least(() => Read(options, foldAt)));
            }
        }

        void Read(SearchOptions options, float foldAt)
        {
            using ResultCursor cursor = ResultCursor.Open(_index, vector, options, foldAt);
            for (int i = 0; i < 8; i++)
            {
                cursor.Next(page);
            }
        }
    }

    private static Gen<Question> Questions() =>
        from filter in Gen.Int[0, 4]
        from exclude in Gen.Int[0, PagedShop.Count - 1].Array[0, 6]
        from lengths in Gen.OneOf(Gen.Int[1, 40].Array[3, 6], Gen.Int[300, 3_000].Array[1, 2])
        from ef in Gen.Int[0, 2]
        from next in Gen.Bool
        from cells in Gen.Int[0, 3]
        from views in Gen.Int[0, PagedShop.Count - 1].Array[1, 4]
        from session in Gen.Bool
        select new Question(filter, exclude, lengths, ef * 25, next, cells == 0, views, session);

    /// <summary>Null where the pages are right; else what is wrong with them.</summary>
    private string? Difference(Question question, bool isExact, string? fault, HashSet<SearchStrategy> strategies)
    {
        ProductIndex index = question.Cells ? _cells : _index;
        SearchOptions options = new()
        {
            Space = question.Next ? Space.Next : Space.Similar,
            Filter = PagedShop.Filter(index, question.Filter),
            Exclude = question.Exclude,
            EfSearch = question.Cells || isExact ? 0 : question.EfSearch,
            TargetRecall = isExact ? 1 : 0,
        };
        float[] vector = [.. shop.Products.Vector(question.Views[0])];
        SearchOptions asked = fault == "filter" ? options with { Filter = null } : options;
        using ResultCursor cursor = question.Session ? ResultCursor.OpenSession(index, question.Views, asked) : ResultCursor.Open(index, vector, asked);
        List<Neighbor[]> pages = PageReader.ReadAll(
            page =>
            {
                SearchResult result = cursor.Next(page);
                strategies.Add(result.Strategy);
                return result;
            },
            question.Lengths);
        Break(fault, pages);
        Neighbor[] exact = new Neighbor[PagedShop.Count];
        SearchResult truth = question.Session ? index.SearchSessionExact(question.Views, exact, options) : index.SearchExact(vector, exact, options);
        exact = exact[..truth.Count];
        return isExact ? PageReader.ExactDifference(pages, exact) : PageReader.ContractDifference(pages, exact);
    }

    private static void Break(string? fault, List<Neighbor[]> pages)
    {
        int last = pages.FindLastIndex(page => page.Length > 1);
        if (last < 0)
        {
            return;
        }

        switch (fault)
        {
            case "again":
                pages[last] = [.. pages[last], pages[0][0]];
                break;
            case "gap":
                pages[last] = pages[last][1..];
                break;
            case "order":
                Array.Reverse(pages[last]);
                break;
            case "short":
                pages.RemoveAt(last);
                break;
            default:
                break;
        }
    }

    private sealed record Question(int Filter, int[] Exclude, int[] Lengths, int EfSearch, bool Next, bool Cells, int[] Views, bool Session)
    {
        public override string ToString() => $"filter {Filter}, exclude [{string.Join(' ', Exclude)}], pages [{string.Join(' ', Lengths)}], ef {EfSearch}, next {Next}, cells {Cells}, views [{string.Join(' ', Views)}], session {Session}";
    }
}
