using ProductSpace.Search.Cursor;

namespace ProductSpace.Tests.Search.Cursor;

/// <summary>
/// A pager asked directly: pages of any size are the ranks in order, each product once, whatever the way. The random
/// questions are asked by the tests of the result cursor.
/// </summary>
public sealed class PagerTests
{
    private readonly TestShop _shop;
    private readonly ProductIndex _index;

    public PagerTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(6_000, 16) { Seed = 6, WithNext = true });
        (_shop, _index) = (built.Products, built.Index);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Next_TargetOfOne_PagesAreTheExactRanks(int size)
    {
        SearchOptions options = new() { TargetRecall = 1, Filter = _index.CreateFilter(f => f.InCategory("dept1")) };
        Neighbor[] ranks = new Neighbor[250];
        _index.SearchExact(_shop.Vector(3), ranks, options);
        Pager pager = Begin(options);
        Assert.Equal(ranks.Take(200), Read(pager, size, 200));
        pager.End();
    }

    /// <summary>A walk, and rounds of searches under a filter: in the order of similarity within a page, each product once, all of them at last.</summary>
    [Fact]
    public void Next_WalkOrRounds_GivesEachMatchOnce()
    {
        ProductFilter filter = _index.CreateFilter(f => f.PriceBetween(0, 6_000));
        HashSet<SearchStrategy> strategies = [];
        foreach (SearchOptions options in new SearchOptions[] { new() { EfSearch = 40 }, new() { Filter = filter, EfSearch = 60 }, new() { Filter = filter } })
        {
            Pager pager = Begin(options);
            HashSet<int> seen = [];
            Neighbor[] page = new Neighbor[50];
            SearchResult result;
            do
            {
                result = _index.NextPage(pager, page, default);
                strategies.Add(result.Strategy);
                Assert.All(page[..result.Count], hit => Assert.True(seen.Add(hit.Ordinal) && options.Filter?.Contains(hit.Ordinal) != false));
                Assert.Equal(page[..result.Count].OrderByDescending(hit => hit.Similarity).ThenBy(hit => hit.Ordinal), page[..result.Count]);
            }
            while (result.Count == page.Length);

            Assert.Equal(options.Filter?.Count ?? _index.Count, seen.Count);
            pager.End();
        }

        Assert.Superset(new HashSet<SearchStrategy> { SearchStrategy.Graph, SearchStrategy.Scan }, strategies);
    }

    [Fact]
    public void Next_Cancelled_GivesThePageAgain()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Pager pager = Begin(default);
        Pager other = Begin(default);
        Neighbor[] page = new Neighbor[10];
        Assert.Equal(Read(other, 10, 10), Read(pager, 10, 10));
        Assert.Throws<OperationCanceledException>(() => _index.NextPage(pager, page, source.Token));
        Assert.All(page, hit => Assert.Equal(default, hit));
        Assert.Equal(Read(other, 10, 30), Read(pager, 10, 30));
    }

    [Fact]
    public void Next_EmptyPage_TakesNothing()
    {
        Pager pager = Begin(default);
        Pager other = Begin(default);
        Assert.Equal(0, _index.NextPage(pager, [], default).Count);
        Assert.Equal(Read(other, 10, 10), Read(pager, 10, 10));
    }

    private Pager Begin(SearchOptions options)
    {
        Pager pager = new();
        _index.BeginPages(pager, _shop.Vector(3), options, foldAt: 0);
        return pager;
    }

    private List<Neighbor> Read(Pager pager, int size, int count)
    {
        List<Neighbor> all = [];
        while (all.Count < count)
        {
            Neighbor[] page = new Neighbor[Math.Min(size, count - all.Count)];
            Assert.Equal(page.Length, _index.NextPage(pager, page, default).Count);
            all.AddRange(page);
        }

        return all;
    }
}
