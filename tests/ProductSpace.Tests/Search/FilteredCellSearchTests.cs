using CsCheck;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>
/// The cells under a filter, asked directly and through the planner: nothing but matches, each once and best first, as many
/// of the k nearest as were asked for whether the filter is like the query or not, and less work the narrower the filter.
/// </summary>
public sealed class FilteredCellSearchTests
{
    private const int K = 10;

    private readonly TestShop _shop;
    private readonly ProductIndex _index;

    public FilteredCellSearchTests()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Large);
        (_shop, _index) = (built.Products, built.Index);
    }

    [Theory]
    [InlineData(Space.Similar, false)]
    [InlineData(Space.Similar, true)]
    [InlineData(Space.Next, false)]
    [InlineData(Space.Next, true)]
    public void SearchPassing_FiltersLikeAndUnlikeTheQuery_MissesWhatWasAllowed(Space space, bool inRounds)
    {
        foreach (ProductFilter filter in Filters())
        {
            // Half a hit of ten may be missed.
            double recall = Recall(space, filter, missed: 0.5, inRounds);
            Assert.True(recall >= 0.96, $"{filter.Count} matches: {recall:F4}");
        }

        // The twin: a probe that may miss all of them stops at its first look, and the measure sees it.
        Assert.InRange(Recall(space, Filters()[0], missed: 1e9, inRounds), 0, 0.94);
    }

    [Fact]
    public void SearchPassing_RandomFilters_GivesMatchesOnceAndBestFirst() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 3_000], Gen.Int[1, 40], Gen.Bool, Gen.Bool).Sample(
            (seed, matches, k, inRounds, next) =>
            {
                Space space = next ? Space.Next : Space.Similar;
                SeededRandom random = new(seed);
                int[] chosen = new int[matches];
                int first = random.NextInt(_index.Count);
                for (int i = 0; i < matches; i++)
                {
                    // Runs and single products.
                    chosen[i] = i % 3 == 0 ? random.NextInt(_index.Count) : (first + i) % _index.Count;
                }

                ProductFilter filter = _index.CreateFilter(f => f.Ordinals(chosen));
                SearchContext scratch = Ask(space, filter, _shop.Vector(random.NextInt(_index.Count)), k, 0.1, inRounds, exclude: chosen[0]);
                Assert.True(scratch.Hits.Top.Count <= k);
                Assert.True(scratch.Hits.Top.Count >= Math.Min(k, filter.Count - 1), "too few although all cells with matches may be looked at");
                for (int place = 0; place < scratch.Hits.Top.Count; place++)
                {
                    Assert.True(filter.Contains(scratch.Hits.Top.Ordinal(place)));
                    Assert.NotEqual(chosen[0], scratch.Hits.Top.Ordinal(place));
                    Assert.True(place == 0 || scratch.Hits.Top.Similarity(place) <= scratch.Hits.Top.Similarity(place - 1));
                    for (int other = 0; other < place; other++)
                    {
                        Assert.NotEqual(scratch.Hits.Top.Ordinal(other), scratch.Hits.Top.Ordinal(place));
                    }
                }
            },
            iter: 300);

    /// <summary>Filters inside of each other along the order of cells: the probe looks at fewer cells of the narrower one.</summary>
    [Fact]
    public void SearchPassing_NarrowerFilter_LooksAtFewerCells()
    {
        int last = int.MaxValue;
        foreach (int matches in new[] { 20_000, 8_000, 2_000, 400 })
        {
            int[] range = [.. Enumerable.Range(4_000, Math.Min(matches, _index.Count - 4_000))];
            ProductFilter filter = _index.CreateFilter(f => f.Ordinals(range));
            int cells = 0;
            for (int query = 0; query < 50; query++)
            {
                cells += Ask(Space.Similar, filter, _shop.Vector(query * 17), K, 0.25, inRounds: false).FilteredCells.Scanned;
            }

            Assert.InRange(cells, 1, last - 1);
            last = cells;
        }
    }

    [Fact]
    public void Search_FilterUnlikeTheQuery_GoesByTheCellsAndAllocatesNothing()
    {
        ProductFilter filter = _index.CreateFilter(f => f.InCategory("dept1"));
        Neighbor[] hits = new Neighbor[K];
        SearchOptions options = new() { Filter = filter };
        HashSet<SearchStrategy> strategies = [];
        int query = 0;
        for (int product = 0; product < 300; product++)
        {
            SearchStrategy strategy = _index.Search(_shop.Vector(product), hits, options).Strategy;
            strategies.Add(strategy);
            query = strategy is SearchStrategy.Cells or SearchStrategy.GraphThenCells ? product : query;
        }

        Assert.True(strategies.Contains(SearchStrategy.Cells) || strategies.Contains(SearchStrategy.GraphThenCells), string.Join(", ", strategies));
        Assert.Equal(0, Allocated.Least(() => _index.Search(_shop.Vector(query), hits, options)));

        // The twin: one small array a call is seen.
        Assert.InRange(Allocated.Least(() => _index.Search(_shop.Vector(query), hits, options with { Exclude = new int[1] })), 24, 4096);
    }

    private ProductFilter[] Filters() =>
    [
        _index.CreateFilter(f => f.InCategory("dept1")),
        _index.CreateFilter(f => f.InCategory("dept0/group0")),
        _index.CreateFilter(f => f.NotInCategory("dept2")),
        _index.CreateFilter(f => f.PriceBetween(0, 3_000)),
        _index.CreateFilter(f => f.InCategory("dept2").PriceBetween(0, 3_000)),
        _index.CreateFilter(f => f.InCategory("sale").InStock()),
    ];

    private double Recall(Space space, ProductFilter filter, double missed, bool inRounds)
    {
        Neighbor[] truth = new Neighbor[K];
        int found = 0;
        const int queries = 200;
        for (int query = 0; query < queries; query++)
        {
            ReadOnlySpan<float> vector = _shop.Vector(query * 31 % _shop.Count);
            _index.SearchExact(vector, truth, new SearchOptions { Space = space, Filter = filter });
            TopK top = Ask(space, filter, vector, K, missed, inRounds).Hits.Top;
            for (int place = 0; place < top.Count; place++)
            {
                found += (float)top.Similarity(place) >= truth[K - 1].Similarity ? 1 : 0;
            }
        }

        return (double)found / queries / K;
    }

    private SearchContext Ask(Space space, ProductFilter filter, ReadOnlySpan<float> vector, int k, double missed, bool inRounds, int exclude = -1)
    {
        SpaceView view = _index.ViewOf(space);
        SearchContext scratch = new();
        SessionVector.FromVector(view.Model, vector, scratch);
        scratch.Begin(default, default, k);
        scratch.Hits.Excluded.Clear();
        scratch.Hits.Start(k);
        if (exclude >= 0)
        {
            scratch.Hits.Excluded.Add([exclude]);
        }

        scratch.FilteredCells.Run(view, scratch, k, filter.In(space), missed, inRounds);
        return scratch;
    }
}
