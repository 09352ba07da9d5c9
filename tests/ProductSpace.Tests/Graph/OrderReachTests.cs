using ProductSpace.Graph;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Tests.Search;

namespace ProductSpace.Tests.Graph;

/// <summary>The reach of an ordering, held against the similarities that it stands for.</summary>
public sealed class OrderReachTests
{
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.2)]
    public void Of_AnyDistance_IsWhereShortCodesSayTheMarginLess(double margin)
    {
        BuiltShop shop = BuiltShop.Of(new ShopRecipe(600, 64) { Seed = 4, Build = new BuildOptions { M = 8, EfConstruction = 60, NavigateDimensions = 16 } });
        SpaceView view = shop.Index.ViewOf(Space.Similar);
        SearchContext context = PreparedSearch.Of(view, shop.Products.Vector(3), 10);
        context.Query.PrepareWalkSimilarity(view.Model);
        OrderReach reach = new(context.Query, margin);
        Assert.True(reach.IsOn);
        foreach (int dot in new[] { -20_000, 0, 1_234, 60_000 })
        {
            double wanted = context.Query.SimilarityAt(dot) - margin;
            int distance = reach.Of(QueryScorer.Bias - dot);
            double similarity = context.Query.ZeroOfWalk + ((QueryScorer.Bias - distance) * context.Query.UnitOfWalk);
            Assert.InRange(similarity - wanted, 0, 2 * context.Query.UnitOfWalk);
        }
    }

    [Fact]
    public void IsOn_NoMargin_False()
    {
        BuiltShop shop = BuiltShop.Of(new ShopRecipe(600, 64) { Seed = 4, Build = new BuildOptions { M = 8, EfConstruction = 60, NavigateDimensions = 16 } });
        SpaceView view = shop.Index.ViewOf(Space.Similar);
        SearchContext context = PreparedSearch.Of(view, shop.Products.Vector(3), 10);
        context.Query.PrepareWalkSimilarity(view.Model);
        Assert.False(new OrderReach(context.Query, margin: 0).IsOn);
    }
}
