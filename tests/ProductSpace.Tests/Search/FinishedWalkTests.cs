namespace ProductSpace.Tests.Search;

/// <summary>A walk that a filter starves is finished by a scan: exact answer, both costs counted, nothing allocated.</summary>
public sealed class FinishedWalkTests
{
    private const int Dimension = 16;

    private static readonly ShopRecipe s_clouds =
        new(12_000, Dimension) { Seed = 8, WithNext = true, WithCatalog = false, Change = PartInTwo };

    private readonly ProductIndex _index = BuiltShop.Of(s_clouds).Index;
    private readonly float[] _query = new float[Dimension];
    private readonly ProductFilter _away;

    public FinishedWalkTests()
    {
        _query[0] = 1;
        _query[1] = 0.2f;
        _away = _index.CreateFilter(f => f.InCategory("left"));
    }

    /// <summary>Two clouds on opposite sides; the filter holds the one that the query is not in.</summary>
    private static void PartInTwo(TestShop shop)
    {
        for (int product = 0; product < shop.Count; product++)
        {
            float side = product % 2 == 0 ? 4 : -4;
            shop.Vectors[product * Dimension] += side;
            shop.NextVectors[product * Dimension] += side;
            string category = side > 0 ? "right" : "left";
            shop.Catalog.Add(new CatalogProduct { Id = shop.Ids[product], Category = category, Payload = ["x"] });
        }
    }

    [Theory]
    [InlineData(Space.Similar)]
    [InlineData(Space.Next)]
    public void Search_FilterOnTheOtherSide_ScansAndEqualsExact(Space space)
    {
        SearchOptions options = new() { Space = space, Filter = _away, EfSearch = 40 };
        Neighbor[] hits = new Neighbor[10];
        Neighbor[] truth = new Neighbor[10];
        SearchResult result = _index.Search(_query, hits, options);
        _index.SearchExact(_query, truth, options);
        Assert.Equal((SearchStrategy.GraphThenScan, 10), (result.Strategy, result.Count));
        Assert.Equal(truth, hits);
        Assert.True(result.Scored > _away.Count, $"{result.Scored} scored for {_away.Count} matches");

        // Without the filter the same walk is enough.
        Assert.Equal(SearchStrategy.Graph, _index.Search(_query, hits, options with { Filter = null }).Strategy);
    }

    [ReleaseTheory]
    [InlineData(Space.Similar)]
    [InlineData(Space.Next)]
    public void Search_GraphThenScan_AllocatesNothing(Space space)
    {
        SearchOptions options = new() { Space = space, Filter = _away, EfSearch = 40 };
        Assert.Equal(SearchStrategy.GraphThenScan, Ask(options, 3));
        Assert.Equal(0, Allocated.Least(() => Ask(options, 20)));

        // The twin: the measure sees one small array a call.
        Assert.InRange(Allocated.Least(() => Ask(options with { Exclude = new int[1] }, 1)), 24, 4096);
    }

    /// <summary>The scan goes on from what the walk found, and is cut short like any other.</summary>
    [Fact]
    public void Search_BudgetThatEndsInTheScan_KeepsWhatWasFound()
    {
        SearchOptions options = new() { Filter = _away, EfSearch = 40 };
        Neighbor[] whole = new Neighbor[10];
        SearchResult result = _index.Search(_query, whole, options);
        Neighbor[] last = [];
        int cut = 0;
        for (long budget = 1; budget < result.Scored + 600; budget += 200)
        {
            Neighbor[] hits = new Neighbor[10];
            SearchResult limited = _index.Search(_query, hits, options with { MaxScoredVectors = budget });
            if (limited.Strategy == SearchStrategy.GraphThenScan)
            {
                cut += limited.Truncated ? 1 : 0;
                Assert.True(limited.Count >= last.Length);
                for (int place = 0; place < last.Length; place++)
                {
                    Assert.True(hits[place].Similarity >= last[place].Similarity);
                }

                last = hits[..limited.Count];
            }
            else
            {
                Assert.Equal((SearchStrategy.Graph, true), (limited.Strategy, limited.Truncated));
            }
        }

        Assert.InRange(cut, 10, int.MaxValue);
        Assert.Equal(whole, last);
    }

    private SearchStrategy Ask(in SearchOptions options, int times)
    {
        Span<Neighbor> hits = stackalloc Neighbor[10];
        SearchStrategy strategy = SearchStrategy.None;
        for (int i = 0; i < times; i++)
        {
            strategy = _index.Search(_query, hits, options).Strategy;
        }

        return strategy;
    }
}
