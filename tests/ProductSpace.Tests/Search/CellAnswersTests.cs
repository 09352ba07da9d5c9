using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

/// <summary>Searches that go by the cells: an answer is whole whatever the settings. That calibrated ones reach their targets: <see cref="Planning.CalibrationTests"/>.</summary>
public sealed class CellAnswersTests
{
    private static readonly ShopRecipe s_shop = new(6_000, 16) { Seed = 6, WithNext = true };

    /// <summary>Through the public search: the strategy is told, what is excluded stays out, and a session starts at its views too.</summary>
    [Fact]
    public void Search_PlanWithCells_KeepsTheContract()
    {
        BuiltShop built = BuiltShop.Of(s_shop);
        TestShop shop = built.Products;
        using ProductIndex index = built.Open();
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            foreach (int ef in new[] { 0, 30 })
            {
                index.Remember(space, QueryKind.Vector, 10, 0.95f, TestPlans.Cells(40, ef));
                index.Remember(space, QueryKind.FewViews, 10, 0.95f, TestPlans.Cells(40, ef));
                int found = 0;
                for (int query = 0; query < 50; query++)
                {
                    Neighbor[] truth = new Neighbor[10];
                    Neighbor[] hits = new Neighbor[10];
                    SearchOptions options = new() { Space = space, Exclude = new[] { query, query + 1, query + 2 } };
                    index.SearchExact(shop.Vector(query), truth, options);
                    SearchResult result = index.Search(shop.Vector(query), hits, options);
                    Check(result, hits);
                    Assert.DoesNotContain(hits, hit => hit.Ordinal >= query && hit.Ordinal <= query + 2);
                    found += hits.Count(hit => hit.Similarity >= truth[9].Similarity);

                    int[] viewed = [query, query + 100, query + 200];
                    Check(index.SearchSession(viewed, hits, new SearchOptions { Space = space }), hits);
                    Assert.DoesNotContain(hits, hit => viewed.Contains(hit.Ordinal));
                }

                Assert.InRange(found, ef == 0 ? 300 : 450, 500);

                void Check(SearchResult result, Neighbor[] hits)
                {
                    Assert.Equal(ef == 0 ? SearchStrategy.Cells : SearchStrategy.CellsThenGraph, result.Strategy);
                    Assert.Equal(10, result.Count);
                    Assert.Equal(40, result.CellsScanned);
                    Assert.Equal(10, hits.Select(hit => hit.Ordinal).Distinct().Count());
                    Assert.Equal(hits.Select(hit => hit.Similarity).OrderDescending(), hits.Select(hit => hit.Similarity));
                }
            }
        }
    }

    /// <summary>The statistics of an answer say what each strategy was expected to cost, as the explanation does.</summary>
    [Fact]
    public void Search_Statistics_SayWhatTheOtherStrategiesWouldCost()
    {
        BuiltShop built = BuiltShop.Of(s_shop);
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        ProductFilter filter = index.CreateFilter(f => f.InCategory("dept1"));
        foreach (ProductFilter? some in new[] { null, filter })
        {
            SearchOptions options = new() { Filter = some, TargetRecall = 0.9f };
            SearchResult result = index.Search(shop.Vector(7), new Neighbor[10], options);
            (List<ExplainedStrategy> strategies, _) = index.Explain(Space.Similar, QueryKind.Vector, 10, 0.9f, some);
            Assert.Equal(strategies.Single(strategy => strategy.Strategy == SearchStrategy.Graph).Estimate.Microseconds, result.ExpectedWalkMicroseconds, 1e-3);
            Assert.Equal(strategies.Single(strategy => strategy.Strategy == SearchStrategy.Scan).Estimate.Microseconds, result.ExpectedScanMicroseconds, 1e-3);
            Assert.Equal(strategies.SingleOrDefault(strategy => strategy.Strategy is SearchStrategy.Cells or SearchStrategy.CellsThenGraph)?.Estimate.Microseconds ?? 0, result.ExpectedCellsMicroseconds, 1e-3);
            Assert.True(result.ExpectedCellsMicroseconds > 0);
        }

        SearchResult pinned = index.Search(shop.Vector(7), new Neighbor[10], new SearchOptions { EfSearch = 50 });
        Assert.Equal((0, 0, 0), (pinned.ExpectedWalkMicroseconds, pinned.ExpectedCellsMicroseconds, pinned.ExpectedScanMicroseconds));
    }

    /// <summary>Products with equal codes share a node of the graph, yet each has a place of its own in a cell.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void SearchCells_ManyEqualProducts_EachOnceAndBestFirst(int ef)
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(3_000, 16) { Seed = 3, Change = RepeatFiveHundred });
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        SpaceView space = index.ViewOf(Space.Similar);
        SearchContext scratch = new();
        int whole = 0;
        for (int query = 0; query < 100; query++)
        {
            SessionVector.FromVector(space.Model, shop.Vector(query), scratch);
            scratch.Hits.Excluded.Clear();
            scratch.Hits.Start(10);
            scratch.Cells.Run(space, scratch, 30, ef, 10, []);
            int[] ordinals = [.. Enumerable.Range(0, scratch.Hits.Top.Count).Select(scratch.Hits.Top.Ordinal)];
            double[] similarities = [.. Enumerable.Range(0, scratch.Hits.Top.Count).Select(scratch.Hits.Top.Similarity)];
            Assert.Equal(10, ordinals.Distinct().Count());
            Assert.Equal(similarities.OrderDescending(), similarities);
            whole += similarities[5] > 1 - 1e-4 ? 1 : 0;
        }

        // Each product is there six times.
        Assert.InRange(whole, 95, 100);
    }

    /// <summary>Whatever settings a forged calibration asks for, the answer is min(k, products), distinct, best first.</summary>
    [Fact]
    public void SearchCells_AnySettings_AnswersStayInBounds()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(2_500, 16) { Seed = 4 });
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        SpaceView space = index.ViewOf(Space.Similar);
        SearchContext scratch = new();
        SessionVector.FromVector(space.Model, shop.Vector(7), scratch);
        foreach (int cells in new[] { 1, 2, 3, 50, 79, 1 << 16 })
        {
            foreach (int ef in new[] { 0, 1, 10, 3_000 })
            {
                foreach (int k in new[] { 1, 10, 400 })
                {
                    scratch.Hits.Excluded.Clear();
                    scratch.Hits.Start(k);
                    scratch.Cells.Run(space, scratch, cells, ef, k, [7, 2_499]);
                    int[] ordinals = [.. Enumerable.Range(0, scratch.Hits.Top.Count).Select(scratch.Hits.Top.Ordinal)];
                    Assert.InRange(ordinals.Length, 1, k);
                    Assert.Equal(ordinals.Length, ordinals.Distinct().Count());
                    Assert.All(ordinals, ordinal => Assert.InRange(ordinal, 0, index.Count - 1));
                }
            }
        }
    }

    private static void RepeatFiveHundred(TestShop shop)
    {
        for (int product = 0; product < shop.Count; product++)
        {
            shop.Vector(product % 500).CopyTo(shop.Vectors.AsSpan(product * 16, 16));
        }
    }
}
