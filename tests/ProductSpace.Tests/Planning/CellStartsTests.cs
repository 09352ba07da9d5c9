using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

/// <summary>Walks that start from cells are taken where they cost less, and only for vectors.</summary>
public sealed class CellStartsTests
{
    private const int Lines = 13;

    private static readonly CostModel s_costs = new(1L << 23, 128, MachinePrices.BuiltIn);

    [Fact]
    public void PlanFor_TwoNumbersOfCells_TakesTheCheaper()
    {
        CellStarts starts = Make([Row(32, 60_000, 5_000), Row(128, 60_000, 1_000)]);
        Assert.Equal([32, 128], starts.Cells);
        CellPlan plan = starts.PlanFor(QueryKind.Vector, 10, 0.9, Lines, s_costs, out WalkStop stop);
        Assert.Equal((128, 0, 1_000.0), (plan.Cells, plan.Ef, plan.Scored));
        Assert.Equal(s_costs.CellStart(700, 128, Lines, 1_000), plan.Cost);
        Assert.True(stop.IsOn);
        starts = Make([Row(32, 60_000, 1_000), Row(128, 60_000, 999)]);
        Assert.Equal(32, starts.PlanFor(QueryKind.Vector, 10, 0.9, Lines, s_costs, out _).Cells);
    }

    /// <summary>Each number of cells has a table of misses of its own.</summary>
    [Fact]
    public void PlanFor_TwoNumbersOfCells_StopsByItsOwnTable()
    {
        CellStarts starts = Make([Row(32, 60_000, 5_000), Row(128, 60_000, 1_000)]);
        starts.PlanFor(QueryKind.Vector, 10, 0.9, Lines, s_costs, out WalkStop stop);
        Assert.Equal(2, stop.Misses![stop.First]);
        starts = Make([Row(32, 60_000, 1_000), Row(128, 60_000, 5_000)]);
        starts.PlanFor(QueryKind.Vector, 10, 0.9, Lines, s_costs, out stop);
        Assert.Equal(1, stop.Misses![stop.First]);
    }

    [Fact]
    public void PlanFor_SessionOrTargetOutOfReach_NoCells()
    {
        CellStarts starts = Make([Row(32, 60_000, 500)]);
        Assert.Equal(default, starts.PlanFor(QueryKind.FewViews, 10, 0.9, Lines, s_costs, out WalkStop stop));
        Assert.False(stop.IsOn);
        Assert.Equal(default, starts.PlanFor(QueryKind.Vector, 10, 0.95, Lines, s_costs, out stop));
        Assert.Equal(default, starts.PlanFor(QueryKind.Vector, 101, 0.9, Lines, s_costs, out stop));
    }

    [Fact]
    public void PlanFor_ForgedRowsOrTable_NoCells()
    {
        CellStartRow sound = Row(32, 60_000, 500);
        CellStartRow[] forged =
        [
            sound with { Cells = 0 }, sound with { Cells = 70_000 }, sound with { Compared = -1 },
            sound with { Stop = sound.Stop with { Kind = 1 } }, sound with { Stop = sound.Stop with { K = 11 } },
        ];
        Assert.All(forged, row => Assert.True(Make([row], 1).Cells.IsEmpty));
        Assert.True(Make([sound], 0).Cells.IsEmpty);
        Assert.True(Make([sound], 2).Cells.IsEmpty);
        CellStartRow[] many = [.. Enumerable.Range(1, 20).Select(cells => sound with { Cells = cells })];
        Assert.Equal(CellStartRow.MaxStarts, Make(many, CellStartRow.MaxStarts).Cells.Length);
    }

    /// <summary>The planner takes the start where it costs less than the walk, and the walk else.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(1_000_000, false)]
    public void PlanFor_WalkThatEndsByItself_StartsWhereItCostsLess(int scored, bool isCheaper)
    {
        Strategy expected = isCheaper ? Strategy.CellsThenGraph : Strategy.Graph;
        ProductIndex index = BuiltShop.Of(ShopRecipe.Large).Index;
        SpaceView space = index.ViewOf(Space.Similar);
        Planner own = index.PlannerOf(Space.Similar);
        CellStartRow row = Row(4, 65_000, scored) with { Compared = 0 };
        Planner planner = new(space, own.Walks, own.Stops, own.Cells, Make([row]));
        SearchPlan plan = UnfilteredPlanner.PlanFor(planner, QueryKind.Vector, 10, 0.9);
        Assert.Equal(expected, plan.First);
        Assert.True(plan.Stop.IsOn);
        Assert.Equal(expected == Strategy.CellsThenGraph ? 4 : 0, plan.Cells);
        Assert.Equal(planner.Walks.EfFor(QueryKind.Vector, 10, 0.9), plan.EfSearch);
        Assert.Equal(Strategy.CellsThenGraph, plan.Estimates.Cells.Strategy);
        Assert.Equal(isCheaper, plan.Estimates.Cells.Microseconds < plan.Estimates.Graph.Microseconds);
        (List<ExplainedStrategy> strategies, string why) = PlanExplanation.Make(
            planner, new PlanRequest(QueryKind.Vector, 10, 0.9f), null);
        Assert.Equal(isCheaper ? SearchStrategy.CellsThenGraph : SearchStrategy.Graph, strategies.Single(strategy => strategy.Taken).Strategy);
        Assert.Equal(isCheaper, why.Contains("starts from cells", StringComparison.Ordinal));
        Assert.NotEqual(Strategy.CellsThenGraph, UnfilteredPlanner.PlanFor(planner, QueryKind.FewViews, 10, 0.9).First);
    }

    private static CellStartRow Row(int cells, int recall, int scored) => new()
    {
        Cells = cells,
        Compared = 700,
        Stop = new WalkStopRow { K = 10, Allowed = 1_000, Reach = 5, Recall = recall, Scored = scored, Predicted = 1, Missed = 1 },
    };

    /// <summary>The tables hold 1, 2, ... by number of cells.</summary>
    private static CellStarts Make(CellStartRow[] rows, int? tables = null)
    {
        int count = tables ?? rows.Select(row => row.Cells).Distinct().Count();
        using AlignedBuffer<CellStartRow> points = new(rows.Length);
        using AlignedBuffer<ushort> misses = new((long)count * CellStarts.TableLength);
        rows.CopyTo(points.View.Slice(0, rows.Length));
        for (int table = 0; table < count; table++)
        {
            misses.View.Slice((long)table * CellStarts.TableLength, CellStarts.TableLength).Fill((ushort)(table + 1));
        }

        return new CellStarts(points.View, misses.View);
    }
}
