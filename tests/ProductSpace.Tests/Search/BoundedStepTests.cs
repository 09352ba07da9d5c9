using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>
/// A search whose time is up ends within a bounded step, whatever it is at: each strategy and each part that follows one does
/// as much as lies between two looks, counted in what it compared, not in time.
/// </summary>
public sealed class BoundedStepTests
{
    private const int K = 10;

    /// <summary>A deadline that has passed: the first look ends the search.</summary>
    private static readonly SearchLimits s_late = new(0, Deadline: 1, CancellationToken.None);

    private readonly BuiltShop _cells = BuiltShop.Of(CategoryPerProduct.Recipe);

    [Theory]
    [InlineData(false, 64)]
    [InlineData(true, 1024 + 64)]
    public void FilteredCells_TimeIsUp_ComparesNoMoreThanAStep(bool inRounds, int most)
    {
        (SpaceView space, SearchContext scratch) = Prepare(_cells, s_late);
        SpaceFilter filter = AllOf(_cells.Index);
        scratch.FilteredCells.Run(space, scratch, K, filter, allowedMisses: 0.25, inRounds);
        Assert.InRange(scratch.FilteredCells.Compared, 1, most);
        Assert.InRange(scratch.FilteredCells.Scanned, 0, 8);
        Assert.True(scratch.Budget.IsCut);

        // Without a deadline all of it is compared, or the test shows nothing.
        (space, scratch) = Prepare(_cells, default);
        scratch.FilteredCells.Run(space, scratch, K, filter, allowedMisses: 0, inRounds);
        Assert.True(scratch.FilteredCells.Compared >= 3_000);
    }

    [Fact]
    public void Cells_TimeIsUp_ComparesNoMoreThanAStep()
    {
        (SpaceView space, SearchContext scratch) = Prepare(_cells, s_late);
        scratch.Cells.Run(space, scratch, cells: 2_000, ef: 0, K, []);
        Assert.InRange(scratch.Cells.Compared, 1, 1024);
        Assert.True(scratch.Budget.IsCut);
        (space, scratch) = Prepare(_cells, default);
        scratch.Cells.Run(space, scratch, cells: 2_000, ef: 0, K, []);
        Assert.True(scratch.Cells.Compared >= 3_000);
    }

    [Fact]
    public void Groups_TimeIsUp_ComparesNoMoreThanAStep()
    {
        (SpaceView space, SearchContext scratch) = Prepare(_cells, s_late);
        MatchingGroups groups = new();
        groups.Compare(space.Cells!, AllOf(_cells.Index).Cells!, scratch.Query, scratch.Budget);
        Assert.Equal(1024, groups.Count);
        groups.Compare(space.Cells!, AllOf(_cells.Index).Cells!, scratch.Query, new SearchBudget());
        Assert.Equal(3_000, groups.Count);
    }

    /// <summary>What was found has an answer: a step of candidates is refined, and of many no more.</summary>
    [Fact]
    public void Refiner_TimeIsUp_ScoresAStepAndReturnsItsBest()
    {
        (SpaceView space, SearchContext scratch) = Prepare(_cells, s_late);
        CandidateRefiner refiner = new();
        ReadOnlySpan<int> rows = refiner.Best(space, scratch.Query, Keys(), k: 2_000, missed: 0, wanted: 2_500, stableLooks: 3, isMixed: false, scratch.Budget);
        Assert.Equal((1024, 1024), (refiner.Scored, rows.Length));
        rows = refiner.Best(space, scratch.Query, Keys(), k: 2_000, missed: 0, wanted: 2_500, stableLooks: 3, isMixed: false, new SearchBudget());
        Assert.Equal(2_500, rows.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reranking_TimeIsUp_MeasuresAStep(bool isLate)
    {
        (SpaceView space, SearchContext scratch) = Prepare(BuiltShop.Of(ShopRecipe.Narrow), default, k: 1_000);
        GraphSearch.Run(space, scratch, ef: 3_000, k: 1_000, []);
        Assert.Equal(1_000, scratch.Hits.Top.Count);
        scratch.Hits.Start(1_000);
        scratch.Budget.Begin(isLate ? s_late : default);
        Reranking.Run(space, scratch, k: 1_000, filter: null);
        Assert.Equal(isLate ? 64 : 1_000, scratch.Hits.Top.Count);
        Assert.Equal(isLate, scratch.Budget.IsCut);
    }

    [Fact]
    public void Choice_TimeIsUp_TakesWhatItHas()
    {
        BuiltShop shop = BuiltShop.Of(ShopRecipe.Narrow);
        Neighbor[] hits = new Neighbor[100];
        SearchOptions options = new() { DiversityLambda = 0.5f, TimeLimit = TimeSpan.FromTicks(1) };
        SearchResult result = shop.Index.Search(shop.Products.Vector(3), hits, options);
        Assert.True(result.Truncated);
        Assert.InRange(result.Count, 0, 1);
        Assert.Equal(100, shop.Index.Search(shop.Products.Vector(3), hits, options with { TimeLimit = TimeSpan.Zero }).Count);
    }

    /// <summary>A limit on vectors alone lets a search finish what it found.</summary>
    [Fact]
    public void IsLate_VectorsSpentButTimeLeft_IsFalse()
    {
        SearchBudget budget = new();
        budget.Begin(new SearchLimits(10, 0, CancellationToken.None));
        Assert.True(budget.IsSpent(11));
        Assert.False(budget.IsLate());
        Assert.True(budget.IsOutOfTime());
        budget.Begin(s_late);
        Assert.False(budget.IsLateAt(0));
        Assert.False(budget.IsLateAt(63));
        Assert.True(budget.IsLateAt(64));
        Assert.True(budget.IsCut);
    }

    private static Span<ulong> Keys()
    {
        ulong[] keys = new ulong[3_000];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = DotKey.Of(1_000 - i, (uint)(i * Cell.Size));
        }

        return keys;
    }

    private static SpaceFilter AllOf(ProductIndex index) => index.CreateFilter(f => f.InStock()).In(Space.Similar);

    private static (SpaceView Space, SearchContext Scratch) Prepare(BuiltShop shop, SearchLimits limits, int k = K)
    {
        SpaceView space = shop.Index.ViewOf(Space.Similar);
        SearchContext scratch = new();
        SessionVector.FromVector(space.Model, shop.Products.Vector(5), scratch);
        scratch.Hits.Excluded.Clear();
        scratch.Begin(limits, default, k);
        scratch.Hits.Start(k);
        return (space, scratch);
    }
}
