using ProductSpace.Delta;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

public sealed class SearchContextTests
{
    private static readonly GroupColumn s_column = new([0, 0, 0, 1, 1], count: 2, products: 5, columns: null);

    [Theory]
    [InlineData(1, 30, 30)]
    [InlineData(0.5, 30, 30)]
    [InlineData(1.5, 30, 45)]
    [InlineData(1e9, 1_000, int.MaxValue / 4)]
    public void Oversample_DeltaThatHidesMuch_MultipliesThePlaces(double oversampling, int places, int expected) =>
        Assert.Equal(expected, new SearchContext { Oversampling = oversampling }.Oversample(places));

    [Fact]
    public void Write_NoDiversity_WritesTheNearestDownToTheMinimum()
    {
        SearchContext context = Asked(default, k: 3);
        Neighbor[] page = new Neighbor[3];
        Assert.Equal(3, context.Write(page, float.NegativeInfinity));
        Assert.Equal([new(2, 0.9f), new(0, 0.8f), new(1, 0.7f)], page);
        page = new Neighbor[3];
        Assert.Equal(2, context.Write(page, 0.8f));
        Assert.Equal([new(2, 0.9f), new(0, 0.8f), default], page);
        Assert.Equal(0, context.Write(page, 0.91f));
    }

    [Fact]
    public void Write_GroupLimits_WritesTheBestOfEachGroup()
    {
        SearchContext context = Asked(new DiversityPlan(0, s_column, 1), k: 3);
        Neighbor[] page = new Neighbor[3];
        Assert.Equal(2, context.Write(page, float.NegativeInfinity));
        Assert.Equal([new(2, 0.9f), new(3, 0.2f), default], page);
    }

    /// <summary>Products that a delta replaced are excluded by their new ordinals too.</summary>
    [Fact]
    public void Exclude_ReplacedProduct_ExcludesWhatItIsNow()
    {
        using ProductIndex index = BuiltShop.Of(new ShopRecipe(300, 8)).Open();
        DeltaLog delta = index.NewDelta(16);
        delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = index.GetProductId(3), Vector = [1, 2, 3, 4, 5, 6, 7, 8] });
        SearchContext context = new();
        context.Exclude([3, 4]);
        Assert.Equal([3, 4], context.Hits.Excluded.Ordinals.ToArray());
        context.Hits.Excluded.Clear();
        context.Attach(delta.Now(0), filter: null);
        context.Exclude([3, 4, -7]);
        Assert.Equal([3, 4, -7, index.Count], context.Hits.Excluded.Ordinals.ToArray());
    }

    [Fact]
    public void End_AfterASearch_HoldsNothingOfTheIndex()
    {
        SearchContext context = Asked(new DiversityPlan(0.5, s_column, 1), k: 3);
        context.Oversampling = 4;
        context.End();
        Assert.Equal((default, 1d), (context.Diversity, context.Oversampling));
        Assert.False(context.Hits.Limited.IsOn || context.Delta.IsOn || context.Hits.Excluded.Hides);
    }

    [Fact]
    public void EnsureCapacity_LongSession_HasRoomForOrdinalsAndWeights()
    {
        SessionViews views = new();
        int[] first = views.Ordinals;
        views.EnsureCapacity(first.Length);
        Assert.Same(first, views.Ordinals);
        views.EnsureCapacity(1_000);
        Assert.True(views.Ordinals.Length >= 1_000 && views.Weights.Length == views.Ordinals.Length);
        views.EnsureDimension(33);
        Assert.True(views.Vector.Length >= 33);
    }

    private static SearchContext Asked(DiversityPlan diversity, int k)
    {
        SearchContext context = new();
        context.Begin(default, diversity, k);
        context.Hits.Start(k);
        double[] similarities = [0.8, 0.7, 0.9, 0.2, 0.1];
        for (int ordinal = 0; ordinal < similarities.Length; ordinal++)
        {
            context.Hits.Offer(similarities[ordinal], ordinal);
        }

        return context;
    }
}
