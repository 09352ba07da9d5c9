using ProductSpace.Memory;
using ProductSpace.Cells;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>Candidates by 4-bit codes, refined: all of them where nothing may be missed, few and nearly the same where little may.</summary>
public sealed class CandidateRefinerTests
{
    private const int K = 10;
    private const int Wanted = 25;

    private readonly TestShop _shop;
    private readonly SpaceView _space;

    public CandidateRefinerTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(5_000) { Seed = 8 });
        (_shop, _space) = (built.Products, built.Index.ViewOf(Space.Similar));
    }

    [Fact]
    public void Best_NothingMayBeMissed_GivesTheNearestBySevenBits()
    {
        CandidateRefiner refiner = new();
        for (int query = 0; query < 30; query++)
        {
            SearchContext context = PreparedSearch.Of(_space, _shop.Vector(query * 101), K);
            int[] dots = PreparedSearch.Dots(_space, context);
            ulong[] near = Candidates(context, 600);
            int[] rows = [.. near.Select(key => _space.Cells!.RowAt((uint)key))];
            int[] found = [.. refiner.Best(_space, context.Query, near, K, missed: -1, Wanted, stableLooks: 2, isMixed: false, context.Budget)];
            Assert.Equal(near.Length, refiner.Scored);
            Assert.Equal(rows.OrderBy(row => DotKey.Of(dots[row], (uint)row)).Take(Wanted).Order(), found.Order());
        }
    }

    [Fact]
    public void Best_LittleMayBeMissed_ScoresFewAndFindsNearlyAll()
    {
        CandidateRefiner refiner = new();
        int same = 0;
        long scored = 0;
        const int queries = 100;
        for (int query = 0; query < queries; query++)
        {
            SearchContext context = PreparedSearch.Of(_space, _shop.Vector(query * 43), K);
            int[] dots = PreparedSearch.Dots(_space, context);
            ulong[] near = Candidates(context, 1_000);
            int[] nearest = [.. near.Select(key => _space.Cells!.RowAt((uint)key)).OrderBy(row => DotKey.Of(dots[row], (uint)row)).Take(K)];
            int[] found = [.. refiner.Best(_space, context.Query, near, K, missed: 0.25, Wanted, stableLooks: 2, isMixed: false, context.Budget)];
            Assert.Equal(Wanted, found.Distinct().Count());
            same += nearest.Count(row => found.Contains(row));
            scored += refiner.Scored;
        }

        Assert.InRange(same, queries * K * 0.97, queries * K);
        Assert.InRange(scored, queries * Wanted, queries * 600);
    }

    [Fact]
    public void Best_FewerThanWanted_GivesAllOfThem()
    {
        SearchContext context = PreparedSearch.Of(_space, _shop.Vector(7), K);
        ulong[] near = Candidates(context, 12);
        int[] rows = [.. near.Select(key => _space.Cells!.RowAt((uint)key))];
        CandidateRefiner refiner = new();
        Assert.Equal(rows.Order(), refiner.Best(_space, context.Query, near, K, 0.25, Wanted, 2, isMixed: false, new SearchBudget()).ToArray().Order());
        Assert.Equal(0, refiner.Best(_space, context.Query, [], K, 0.25, Wanted, 2, isMixed: false, new SearchBudget()).Length);
        Assert.Equal(0, refiner.Scored);
    }

    /// <summary>A place behind the last product of a cell leads to no row.</summary>
    [Fact]
    public void Best_PlacesWithoutAProduct_AreLeftOut()
    {
        CellView view = _space.Cells!;
        int cell = Enumerable.Range(0, view.Count).First(one => view.Cells[one].Count < Cell.Size);
        SearchContext context = PreparedSearch.Of(_space, _shop.Vector(7), K);
        ulong[] near = [DotKey.Of(1_000_000, ((uint)cell * Cell.Size) + Cell.Size - 1), .. Candidates(context, 12)];
        Assert.Equal(12, new CandidateRefiner().Best(_space, context.Query, near, K, 0.25, Wanted, 2, isMixed: false, new SearchBudget()).Length);
    }

    /// <summary>The nearest products by 4-bit codes, as keys of places in the cells.</summary>
    private ulong[] Candidates(SearchContext context, int count)
    {
        BlockCollector collector = new();
        collector.Begin(_space.Cells!, context.Query, _space.Model.Dimension, count);
        int[] dot = new int[1];
        for (int cell = 0; cell < _space.Cells!.Count; cell++)
        {
            _space.Cells.Centroids.DotRange(cell, context.Query.Codes, dot);
            collector.AddBlock(_space.Cells, cell, dot[0], _space.Cells.PlacesOf(cell));
        }

        collector.Trim(count);
        return collector.Collected.ToArray();
    }
}
