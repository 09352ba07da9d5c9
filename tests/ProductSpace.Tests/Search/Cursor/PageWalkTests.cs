using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Search.Cursor;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search.Cursor;

/// <summary>A walk that goes on with a wider pool: nothing is scored twice, and at each end everything near is expanded.</summary>
public sealed class PageWalkTests
{
    private readonly TestShop _shop;
    private readonly SpaceView _view;

    public PageWalkTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(1_500, 16) { Seed = 12 });
        (_shop, _view) = (built.Products, built.Index.ViewOf(Space.Similar));
    }

    [Fact]
    public void Advance_WiderAndWider_LeavesNoNearNeighborOutAndScoresEachNodeOnce()
    {
        for (int query = 0; query < 20; query++)
        {
            SearchContext context = PreparedSearch.Of(_view, _shop.Vector(query * 71), 10);
            QueryScorer scorer = new(context.Query.Codes);
            int[] dots = PreparedSearch.Dots(_view, context);
            PageWalk walk = new();
            walk.Begin(_view, context, [], 20);
            foreach (int ef in new[] { 20, 45, 150, 400 })
            {
                walk.Advance(_view, context, ef);
                int[] nodes = [.. Enumerable.Range(0, walk.Pool.Count).Select(walk.Pool.Node)];
                Assert.Equal(ef, nodes.Length);
                Assert.Equal(nodes.Length, nodes.Distinct().Count());
                int last = nodes.Max(Distance);
                HashSet<int> pool = [.. nodes];
                foreach (int neighbor in nodes.SelectMany(node => _view.Base.Neighbors(node, new int[_view.Base.Degree]).ToArray()).Where(neighbor => neighbor >= 0))
                {
                    Assert.True(pool.Contains(neighbor) || Distance(neighbor) >= last, $"pool of {ef}: node {neighbor} is left out");
                }
            }

            // The descent through the upper layers scores some nodes besides.
            Assert.InRange(context.Walk.Scored, 400, _view.Count * 1.2);

            int Distance(int node) => scorer.ToDistance(dots[node], node);
        }
    }

    [Fact]
    public void Advance_PoolForEveryNode_HoldsAllFromNearToFar()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(5), 10);
        int[] dots = PreparedSearch.Dots(_view, context);
        QueryScorer scorer = new(context.Query.Codes);
        PageWalk walk = new();
        walk.Begin(_view, context, [], 10);
        walk.Advance(_view, context, 10);
        walk.Advance(_view, context, _view.Count);
        Assert.Equal(
            Enumerable.Range(0, _view.Count).OrderBy(node => scorer.ToDistance(dots[node], node)).ThenBy(node => node),
            Enumerable.Range(0, walk.Pool.Count).Select(walk.Pool.Node));
    }

    [Fact]
    public void Begin_Seeds_AreInThePool()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(5), 10);
        PageWalk walk = new();
        walk.Begin(_view, context, [3, 900, 3, -1, int.MaxValue], 10);
        int[] nodes = [.. Enumerable.Range(0, walk.Pool.Count).Select(walk.Pool.Node)];
        Assert.Contains(_view.NodeOf(3), nodes);
        Assert.Contains(_view.NodeOf(900), nodes);
        Assert.Equal(3, nodes.Length);
    }

    /// <summary>What a budget cut is done by the next call.</summary>
    [Fact]
    public void Advance_CutByABudget_GoesOn()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(5), 10);
        PageWalk walk = new();
        walk.Begin(_view, context, [], 200);
        context.Budget.Begin(new SearchLimits(50, 0, default));
        walk.Advance(_view, context, 200);
        Assert.True(context.Budget.IsCut);
        Assert.True(walk.Pool.PeekNext() >= 0);
        context.Budget.Begin(default);
        walk.Advance(_view, context, 200);
        Assert.Equal(-1, walk.Pool.PeekNext());

        SearchContext whole = PreparedSearch.Of(_view, _shop.Vector(5), 10);
        PageWalk other = new();
        other.Begin(_view, whole, [], 200);
        other.Advance(_view, whole, 200);
        Assert.Equal(Enumerable.Range(0, 200).Select(other.Pool.Node), Enumerable.Range(0, 200).Select(walk.Pool.Node));
        Assert.Equal(whole.Walk.Scored, context.Walk.Scored);
    }
}
