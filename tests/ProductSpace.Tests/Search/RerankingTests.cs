using ProductSpace.Filtering;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>The pool of a walk, put there by hand, measured from its front.</summary>
public sealed class RerankingTests
{
    private const int K = 10;

    private readonly BuiltShop _shop = BuiltShop.Of(new ShopRecipe(1_500, 16) { Seed = 12, WithFacets = true });
    private readonly SpaceView _view;
    private readonly int[] _ranked;

    public RerankingTests()
    {
        _view = _shop.Index.ViewOf(Space.Similar);
        SearchContext context = PreparedSearch.Of(_view, _shop.Products.Vector(3), K);
        _ranked = [.. PreparedSearch.Ranking(_view, context).Select(hit => _view.ToSlot(hit.Ordinal))];
    }

    /// <summary>The pool of a query whose codes order as its exact form does.</summary>
    [Fact]
    public void Run_PoolInOrder_MeasuresItsFrontToTheDepth()
    {
        SearchContext context = WithPool(K, InOrder);
        int depth = WorkModel.RerankDepth(K);
        Assert.Equal(depth, Reranking.Run(_view, context, K, filter: null));
        Assert.Equal([.. PreparedSearch.Ranking(_view, context).Take(K)], PreparedSearch.Found(context));
    }

    /// <summary>Where the codes mislead, it goes on until half a depth of nodes has brought no hit.</summary>
    [Fact]
    public void Run_PoolInAnyOrder_GoesOnUntilQuiet()
    {
        SearchContext context = WithPool(K, row => row);
        int depth = QuietAfter(context, row => row);
        Assert.InRange(depth, WorkModel.RerankDepth(K) + 1, 199);
        Assert.Equal(depth, Reranking.Run(_view, context, K, filter: null));
        Assert.Equal(Best(context, row => row < depth), PreparedSearch.Found(context));
    }

    /// <summary>
    /// The nearest of all stands behind the depth: it is seen where nodes before it still bring hits, and not where the
    /// codes order all others as the exact form does.
    /// </summary>
    [Theory]
    [InlineData(24, true)]
    [InlineData(60, true)]
    [InlineData(60, false)]
    public void Run_NearestStandsFarBack_IsFoundWhereHitsLeadThere(int place, bool hitsLeadThere)
    {
        int nearest = InOrder(0);
        SearchContext context = WithPool(
            K, at => at == place ? nearest : at > place ? InOrder(at) : InOrder(hitsLeadThere ? place - at : at + 1));
        Reranking.Run(_view, context, K, filter: null);
        Assert.Equal(hitsLeadThere, PreparedSearch.Found(context)[0].Ordinal == _view.ToOrdinal(nearest));
    }

    [Fact]
    public void Run_Excluded_DeepensByTheirNumber()
    {
        SearchContext context = WithPool(K, InOrder);
        context.Hits.Excluded.Add([_view.ToOrdinal(InOrder(0)), _view.ToOrdinal(InOrder(1)), _view.ToOrdinal(InOrder(1_000))]);
        Assert.Equal(WorkModel.RerankDepth(K) + 3, Reranking.Run(_view, context, K, filter: null));
        Assert.Equal([.. PreparedSearch.Ranking(_view, context).Skip(2).Take(K)], PreparedSearch.Found(context));
    }

    [Fact]
    public void Run_Filter_CountsMatchesAlone()
    {
        SearchContext context = WithPool(K, InOrder);
        ulong[] words = new ulong[RowBits.WordsOf(_view.Count)];
        int[] matches = [.. Enumerable.Range(0, 25).Select(i => InOrder(4 * i))];
        Array.ForEach(matches, row => RowBits.Set(words, row));
        Assert.Equal(WorkModel.RerankDepth(K), Reranking.Run(_view, context, K, new RowSet(words)));
        Assert.Equal(Best(context, row => matches.Contains(row)), PreparedSearch.Found(context));
    }

    /// <summary>Groups that are not filled yet are looked for in the whole pool.</summary>
    [Fact]
    public void Run_GroupLimits_GoOnWhereGroupsAreMissing()
    {
        GroupColumn column = _shop.Index.Snapshot.Groups.OfLevel(1);
        SearchContext context = WithPool(K, row => row, new DiversityPlan(0, column, 1));
        context.Walk.Begin(200, _view.Count);
        int[] rows = [.. Enumerable.Range(0, _view.Count).Where(row => column.GroupOf(_view.ToOrdinal(row)) >= 0).Take(200)];
        Array.ForEach(rows, row => context.Walk.Pool.Insert(row, row));
        Assert.True(Reranking.Run(_view, context, K, filter: null) > WorkModel.RerankDepth(K));
    }

    /// <summary>Rows that share the codes of a node are not in the graph; they come with it.</summary>
    [Fact]
    public void Run_EqualRows_ComeWithTheirNode()
    {
        static void Copy(TestShop shop) => shop.Vectors.AsSpan(0, 5 * shop.Dimension).CopyTo(shop.Vectors.AsSpan(100 * shop.Dimension));
        BuiltShop copies = BuiltShop.Of(new ShopRecipe(300, 16) { Seed = 3, Change = Copy });
        SpaceView view = copies.Index.ViewOf(Space.Similar);
        Assert.Equal(10, view.EqualRows.Length);
        int node = view.EqualRows[0];
        SearchContext context = PreparedSearch.Of(view, copies.Products.Vector(7), 2);
        context.Walk.Begin(4, view.Count);
        context.Walk.Pool.Insert(1, node);
        Assert.Equal(1, Reranking.Run(view, context, 2, filter: null));
        Assert.Equal(
            new[] { view.ToOrdinal(node), view.ToOrdinal(view.EqualRows[1]) }.Order(),
            PreparedSearch.Found(context).Select(hit => hit.Ordinal).Order());
    }

    /// <summary>The row at a place of the exact ranking of the query.</summary>
    private int InOrder(int place) => _ranked[place];

    /// <summary>A pool of 200 nodes in a stated order, whatever their similarity.</summary>
    private SearchContext WithPool(int k, Func<int, int> rowAt, DiversityPlan diversity = default)
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Products.Vector(3), k, diversity: diversity);
        context.Walk.Begin(200, _view.Count);
        for (int place = 0; place < 200; place++)
        {
            context.Walk.Pool.Insert(place, rowAt(place));
        }

        return context;
    }

    /// <summary>Nodes that are measured until half a depth of them has brought no hit, by a plain loop.</summary>
    private int QuietAfter(SearchContext context, Func<int, int> rowAt)
    {
        List<double> best = [];
        int last = 0;
        for (int place = 0; place < Math.Max(WorkModel.RerankDepth(K), last + (WorkModel.RerankDepth(K) / 2)); place++)
        {
            double similarity = _view.Exact.Similarity(rowAt(place), context.Query.Exact);
            if (best.Count < K || similarity > best.Min())
            {
                best = [.. best.Append(similarity).OrderDescending().Take(K)];
                last = place + 1;
            }
        }

        return Math.Max(WorkModel.RerankDepth(K), last + (WorkModel.RerankDepth(K) / 2));
    }

    private (int Ordinal, double Similarity)[] Best(SearchContext context, Func<int, bool> isMeasured) =>
        [.. PreparedSearch.Ranking(_view, context).Where(hit => isMeasured(_view.ToSlot(hit.Ordinal))).Take(K)];
}
