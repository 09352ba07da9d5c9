using ProductSpace.Planning;

namespace ProductSpace.Tests.Planning;

public sealed class SearchPlanTests
{
    [Fact]
    public void After_NoFallback_IsTheLastScan()
    {
        SearchPlan plan = new(Strategy.FilteredCells) { LastScan = Strategy.PrefixScan };
        Assert.Equal(Strategy.PrefixScan, plan.After(Strategy.FilteredCells));
    }

    [Fact]
    public void After_Fallback_ComesFirstAndOnce()
    {
        SearchPlan plan = new(Strategy.FilteredGraph) { Fallback = Strategy.FilteredCells };
        Assert.Equal(Strategy.FilteredCells, plan.After(Strategy.FilteredGraph));
        Assert.Equal(Strategy.Scan, plan.After(Strategy.FilteredCells));
    }

    [Fact]
    public void Widen_ScalesPoolAndCells_UpToAllOfThem()
    {
        SearchPlan plan = TestPlans.Cells(cells: 40, efSearch: 30);
        Assert.Equal(plan, plan.Widen(1, nodes: 10, cells: 10));
        Assert.Equal(plan with { EfSearch = 45, Cells = 60 }, plan.Widen(1.5, nodes: 1_000, cells: 1_000));
        Assert.Equal(plan with { EfSearch = 50, Cells = 41 }, plan.Widen(4, nodes: 50, cells: 41));
    }

    [Theory]
    [InlineData("Graph", "Graph", false, SearchStrategy.Graph)]
    [InlineData("Graph", "Scan", false, SearchStrategy.GraphThenScan)]
    [InlineData("FilteredGraph", "FilteredCells", false, SearchStrategy.GraphThenCells)]
    [InlineData("FilteredGraph", "PrefixScan", false, SearchStrategy.GraphThenScan)]
    [InlineData("FilteredCells", "FilteredCells", false, SearchStrategy.Cells)]
    [InlineData("FilteredCells", "FilteredCells", true, SearchStrategy.CellsThenGraph)]
    [InlineData("FilteredCells", "Scan", false, SearchStrategy.Scan)]
    [InlineData("CellsThenGraph", "CellsThenGraph", false, SearchStrategy.CellsThenGraph)]
    [InlineData("GroupedPrefixScan", "GroupedPrefixScan", false, SearchStrategy.PrefixScan)]
    [InlineData("Scan", "None", false, SearchStrategy.None)]
    public void Describe_LastStrategy_NamesWhatRan(string first, string last, bool handedOver, SearchStrategy name) =>
        Assert.Equal(name, new SearchPlan(Enum.Parse<Strategy>(first)).Describe(Enum.Parse<Strategy>(last), handedOver));
}
