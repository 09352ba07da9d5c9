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

    public RerankingTests() => _view = _shop.Index.ViewOf(Space.Similar);

    [Fact]
    public void Run_LongPool_MeasuresItsFrontToTheDepth()
    {
        SearchContext context = WithPool(K);
        int depth = WorkModel.RerankDepth(K);
        Assert.Equal(depth, Reranking.Run(_view, context, K, filter: null));
        Assert.Equal(Best(context, row => row < depth), PreparedSearch.Found(context));
    }

    [Fact]
    public void Run_Excluded_DeepensByTheirNumber()
    {
        SearchContext context = WithPool(K);
        context.Hits.Excluded.Add([_view.ToOrdinal(0), _view.ToOrdinal(1), _view.ToOrdinal(1_000)]);
        int depth = WorkModel.RerankDepth(K) + 3;
        Assert.Equal(depth, Reranking.Run(_view, context, K, filter: null));
        Assert.Equal(Best(context, row => row > 1 && row < depth), PreparedSearch.Found(context));
    }

    [Fact]
    public void Run_Filter_CountsMatchesAlone()
    {
        SearchContext context = WithPool(K);
        ulong[] words = new ulong[RowBits.WordsOf(_view.Count)];
        for (int row = 0; row < 100; row += 4)
        {
            RowBits.Set(words, row);
        }

        int depth = WorkModel.RerankDepth(K);
        Assert.Equal(depth, Reranking.Run(_view, context, K, new RowSet(words)));
        Assert.Equal(Best(context, row => row % 4 == 0 && row < 4 * depth), PreparedSearch.Found(context));
    }

    /// <summary>Groups that are not filled yet are looked for in the whole pool.</summary>
    [Fact]
    public void Run_GroupLimits_GoOnWhereGroupsAreMissing()
    {
        GroupColumn column = _shop.Index.Snapshot.Groups.OfLevel(1);
        SearchContext context = WithPool(K, new DiversityPlan(0, column, 1));
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

    /// <summary>A pool of the first rows in their order, whatever their similarity.</summary>
    private SearchContext WithPool(int k, DiversityPlan diversity = default)
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Products.Vector(3), k, diversity: diversity);
        context.Walk.Begin(200, _view.Count);
        for (int row = 0; row < 200; row++)
        {
            context.Walk.Pool.Insert(row, row);
        }

        return context;
    }

    private (int Ordinal, double Similarity)[] Best(SearchContext context, Func<int, bool> isMeasured) =>
        [.. PreparedSearch.Ranking(_view, context).Where(hit => isMeasured(_view.ToSlot(hit.Ordinal))).Take(K)];
}
