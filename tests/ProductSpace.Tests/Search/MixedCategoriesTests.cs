using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>
/// The recall target holds where many products stand in categories for another reason than their vectors: with a filter of
/// any width and without one, for cells and for scans by groups. A search that judged by the products near it found half.
/// </summary>
public sealed class MixedCategoriesTests
{
    private const int Queries = 100;
    private const int K = 10;
    private const double Target = 0.95;

    [Theory]
    [InlineData("half", 100)]
    [InlineData("half", 90)]
    [InlineData("half", 50)]
    [InlineData("half", 20)]
    [InlineData("half", 5)]
    [InlineData("half", 2)]
    [InlineData("eighth", 100)]
    [InlineData("eighth", 90)]
    [InlineData("eighth", 20)]
    public void Search_ProductsInOtherCategories_KeepsTheTarget(string shop, int percent)
    {
        BuiltShop built = BuiltShop.Of(shop == "half" ? MixedCategories.Half : MixedCategories.Eighth);
        ProductFilter? filter = percent == 100 ? null : Filter(built.Index, percent);
        Assert.InRange(Recall(built, filter, (query, hits) => built.Index.Search(query, hits, new SearchOptions { Filter = filter }).Count), Target - 0.01, 1);
    }

    /// <summary>Few cells and many, compared at once and in rounds, whichever the planner would take.</summary>
    [Theory]
    [InlineData(false, 90)]
    [InlineData(true, 90)]
    [InlineData(false, 20)]
    [InlineData(true, 20)]
    public void FilteredCells_ProductsInOtherCategories_KeepTheTarget(bool inRounds, int percent)
    {
        BuiltShop built = BuiltShop.Of(MixedCategories.Half);
        ProductFilter filter = Filter(built.Index, percent);
        double allowed = FilterPlanner.AllowedMisses(K, Target);
        double recall = Recall(built, filter, (query, hits) => Ask(built.Index, filter, query, hits, inRounds, allowed, isPlaced: true));
        Assert.InRange(recall, Target - 0.01, 1);

        // The twin does not know how products are placed, and finds those of the well-placed kind.
        Assert.InRange(Recall(built, filter, (query, hits) => Ask(built.Index, filter, query, hits, inRounds, allowed, isPlaced: false)), 0, 0.7);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(10)]
    public void GroupedPrefixScan_ProductsInOtherCategories_KeepsTheTarget(int percent)
    {
        BuiltShop built = BuiltShop.Of(MixedCategories.HalfWide);
        ProductFilter filter = Filter(built.Index, percent);
        SpaceFilter placed = filter.In(Space.Similar);
        placed = placed with { List = placed.List ?? new MatchList(placed.Rows, built.Index.ViewOf(Space.Similar).Cells) };
        double recall = Recall(built, filter, (query, hits) => AskGroups(built.Index, placed, query, hits));
        Assert.InRange(recall, Target - 0.01, 1);

        // The twin does not know how products are placed.
        SpaceFilter twin = placed with { Placement = null };
        Assert.InRange(Recall(built, filter, (query, hits) => AskGroups(built.Index, twin, query, hits)), 0, recall - 0.005);
    }

    private delegate int Search(ReadOnlySpan<float> query, Span<Neighbor> hits);

    private static ProductFilter Filter(ProductIndex index, int percent) => index.CreateFilter(f => f.PriceBetween(0, (percent * 100) - 1));

    private static double Recall(BuiltShop built, ProductFilter? filter, Search search)
    {
        SeededRandom random = new(3);
        Neighbor[] truth = new Neighbor[K];
        Neighbor[] hits = new Neighbor[K];
        int found = 0;
        int wanted = 0;
        for (int i = 0; i < Queries; i++)
        {
            ReadOnlySpan<float> query = built.Products.Vector(random.NextInt(built.Products.Count));
            int count = built.Index.SearchExact(query, truth, new SearchOptions { Filter = filter }).Count;
            Assert.Equal(count, search(query, hits));
            wanted += count;
            found += hits.Take(count).Count(hit => hit.Similarity >= truth[count - 1].Similarity);
        }

        return (double)found / wanted;
    }

    private static int Ask(ProductIndex index, ProductFilter filter, ReadOnlySpan<float> query, Span<Neighbor> hits, bool inRounds, double allowed, bool isPlaced)
    {
        SpaceFilter matches = filter.In(Space.Similar);
        (SpaceView space, SearchContext scratch) = Prepare(index, query);
        scratch.FilteredCells.Run(space, scratch, K, isPlaced ? matches : matches with { Placement = null }, allowed, inRounds);
        return scratch.Write(hits, float.NegativeInfinity);
    }

    private static int AskGroups(ProductIndex index, SpaceFilter matches, ReadOnlySpan<float> query, Span<Neighbor> hits)
    {
        (SpaceView space, SearchContext scratch) = Prepare(index, query);
        scratch.Groups.Run(space, scratch, TestPlans.GroupedPrefixScan(K, Target), matches);
        return scratch.Write(hits, float.NegativeInfinity);
    }

    private static (SpaceView Space, SearchContext Scratch) Prepare(ProductIndex index, ReadOnlySpan<float> query)
    {
        SpaceView space = index.ViewOf(Space.Similar);
        SearchContext scratch = new();
        SessionVector.FromVector(space.Model, query, scratch);
        scratch.Hits.Excluded.Clear();
        scratch.Begin(default, default, K);
        scratch.Hits.Start(K);
        return (space, scratch);
    }
}
