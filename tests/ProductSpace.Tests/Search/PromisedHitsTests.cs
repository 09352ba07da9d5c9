namespace ProductSpace.Tests.Search;

/// <summary>
/// Searches that keep the recall target for their first hits alone: these are found as well as by a search for so many, for
/// its work, and what stands behind them are further matches, best first.
/// </summary>
public sealed class PromisedHitsTests
{
    private const int K = 12;
    private const int All = 100;
    private const int Queries = 150;

    private readonly ProductIndex _index = BuiltShop.Of(new ShopRecipe(12_000, 24) { Seed = 9, WithNext = true }).Index;

    [Theory]
    [InlineData(null)]
    [InlineData("dept1")]
    public void SearchSession_FewArePromised_FindsTheseForTheWorkOfASearchForThem(string? category)
    {
        SearchOptions options = new() { Filter = category is null ? null : _index.CreateFilter(f => f.InCategory(category)) };
        Neighbor[] hits = new Neighbor[All];
        Neighbor[] few = new Neighbor[K];
        Neighbor[] right = new Neighbor[K];
        long ofFew = 0;
        long ofPromised = 0;
        long ofAll = 0;
        int found = 0;
        int foundByFew = 0;
        int behind = 0;
        for (int query = 0; query < Queries; query++)
        {
            int[] viewed = [query * 131 % _index.Count];
            ofFew += Work(_index.SearchSession(viewed, few, options));
            ofAll += Work(_index.SearchSession(viewed, hits, options));
            SearchResult result = _index.SearchSession(viewed, hits, options with { Promised = K });
            ofPromised += Work(result);
            _index.SearchSessionExact(viewed, right, options);
            Assert.InRange(result.Count, K, All);
            Assert.Equal(hits.Take(result.Count).OrderByDescending(hit => hit.Similarity), hits.Take(result.Count));
            Assert.All(hits.Take(result.Count), hit => Assert.True(options.Filter?.Contains(hit.Ordinal) ?? true));
            found += hits.Take(K).Count(hit => hit.Similarity >= right[^1].Similarity);
            foundByFew += few.Count(hit => hit.Similarity >= right[^1].Similarity);
            behind += result.Count - K;
        }

        Assert.InRange(found, foundByFew, K * Queries);
        Assert.InRange(ofPromised, 1, ofFew * 1.5);
        Assert.True(ofPromised < ofAll, $"{ofPromised} of {ofAll}");
        Assert.InRange(behind, Queries * K, long.MaxValue);
    }

    [Fact]
    public void SearchSession_MoreArePromisedThanAsked_IsThePlainSearch()
    {
        Neighbor[] plain = new Neighbor[K];
        Neighbor[] promised = new Neighbor[K];
        for (int query = 0; query < 20; query++)
        {
            SearchResult result = _index.SearchSession([query], plain);
            Assert.Equal(result, _index.SearchSession([query], promised, new SearchOptions { Promised = All }));
            Assert.Equal(plain, promised);
        }
    }

    /// <summary>A minimum similarity ends a search of cells early: it finds what lies above it, and looks at fewer cells.</summary>
    [Fact]
    public void SearchSession_FilterUnlikeTheQueryAndAMinimum_LooksAtFewerCells()
    {
        ProductFilter filter = _index.CreateFilter(f => f.InCategory("dept1"));
        Neighbor[] hits = new Neighbor[K];
        Neighbor[] near = new Neighbor[K];
        long before = 0;
        long after = 0;
        int found = 0;
        int wanted = 0;
        for (int query = 0; query < Queries; query++)
        {
            int[] viewed = [query * 131 % _index.Count];
            _index.SearchSessionExact(viewed, near);
            SearchOptions options = new() { Filter = filter, MinSimilarity = near[^1].Similarity };
            before += Work(_index.SearchSession(viewed, hits, new SearchOptions { Filter = filter }));
            SearchResult result = _index.SearchSession(viewed, hits, options);
            after += Work(result);
            found += result.Count;
            wanted += _index.SearchSessionExact(viewed, hits, options).Count;
        }

        Assert.InRange(wanted, K, K * Queries);
        Assert.InRange((double)found / wanted, 0.95, 1);
        Assert.InRange(after, 1, before * 0.9);
    }

    private static long Work(in SearchResult result) => result.Scored + (8 * result.CellsScanned);
}
