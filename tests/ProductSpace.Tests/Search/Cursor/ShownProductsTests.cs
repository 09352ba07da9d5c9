using CsCheck;
using ProductSpace.Numerics;
using ProductSpace.Search.Cursor;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search.Cursor;

/// <summary>What is shown of a row of products, against comparing each with all before it.</summary>
public sealed class ShownProductsTests
{
    private readonly SpaceView _view = BuiltShop.Of(new ShopRecipe(300, 8) { Seed = 5, Change = Copy }).Index.ViewOf(Space.Similar);

    /// <summary>Twenty products are shown under two ids each.</summary>
    private static void Copy(TestShop shop) => shop.Vectors.AsSpan(0, 20 * shop.Dimension).CopyTo(shop.Vectors.AsSpan(100 * shop.Dimension));

    [Fact]
    public void TryAdd_AnyOrder_ShowsWhatIsUnlikeAllBeforeIt()
    {
        double[][] similarities = Similarities();
        Gen.Select(Gen.Int[0, 299].Array[1, 60], Gen.Float[0.5f, 1f]).Sample(
            (ordinals, limit) =>
            {
                ShownProducts shown = new();
                shown.Begin(limit, _view.Model.Dimension, default);
                List<int> expected = [];
                foreach (int ordinal in ordinals.Distinct())
                {
                    bool isNew = expected.TrueForAll(before => Node(before) != Node(ordinal) && similarities[ordinal][before] < limit);
                    Assert.Equal(isNew, shown.TryAdd(_view, ordinal, out _));
                    if (isNew)
                    {
                        expected.Add(ordinal);
                    }
                }

                Assert.Equal(expected.Count, shown.Count);
            },
            iter: 200);
    }

    [Fact]
    public void TryAdd_OnlyEqualCodes_FoldsTheCopies()
    {
        ShownProducts shown = new();
        shown.Begin(1, _view.Model.Dimension, default);
        Assert.Equal(280, Enumerable.Range(0, 300).Count(ordinal => shown.TryAdd(_view, ordinal, out _)));
    }

    [Fact]
    public void TryAdd_NothingIsFolded_ShowsAll()
    {
        ShownProducts shown = new();
        shown.Begin(0, _view.Model.Dimension, default);
        Assert.False(shown.IsOn);
        Assert.True(shown.TryAdd(_view, 3, out _) && shown.TryAdd(_view, 3, out _));
        Assert.Equal(0, shown.Count);
    }

    [Fact]
    public void ShortenTo_PageThatWasNotGiven_ForgetsItsProducts()
    {
        ShownProducts shown = new();
        shown.Begin(1, _view.Model.Dimension, default);
        int[] different = [.. Enumerable.Range(0, 300).GroupBy(Node).Select(group => group.First()).Take(100)];
        Assert.All(different, ordinal => Assert.True(shown.TryAdd(_view, ordinal, out _)));
        shown.ShortenTo(40);
        Assert.Equal(40, shown.Count);
        Assert.False(shown.TryAdd(_view, different[39], out _));
        Assert.True(shown.TryAdd(_view, different[40], out _));
        shown.ShortenTo(1_000);
        Assert.Equal(41, shown.Count);
    }

    private int Node(int ordinal) => _view.NodeOf(_view.ToSlot(ordinal));

    /// <summary>Of each product, split as a query, to each other.</summary>
    private double[][] Similarities()
    {
        double[][] similarities = new double[_view.Count][];
        for (int ordinal = 0; ordinal < _view.Count; ordinal++)
        {
            ExactQuery query = new();
            query.EnsureCapacity(_view.Model.Dimension);
            _view.Exact.Decode(_view.ToSlot(ordinal), query.Unit);
            query.Split(_view.Model);
            similarities[ordinal] = [.. Enumerable.Range(0, _view.Count).Select(other => _view.Exact.Similarity(_view.ToSlot(other), query))];
        }

        return similarities;
    }
}
