using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>How alike two products are: their cosine, also where the space orders by dot products.</summary>
public sealed class ProductLikenessTests
{
    private const int Dimension = 8;
    private const int Products = 300;

    [Theory]
    [InlineData(Similarity.Cosine)]
    [InlineData(Similarity.Dot)]
    public void With_AnyTwoProducts_IsTheirCosine(Similarity similarity)
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(Products, Dimension) { Seed = 6, Similarity = similarity });
        SpaceView view = built.Index.ViewOf(Space.Similar);
        double[][] rows = [.. Enumerable.Range(0, Products).Select(ordinal => Row(view, ordinal))];
        ProductLikeness likeness = new();
        ProductLikeness lengths = new();
        likeness.EnsureCapacity(view.Model.Dimension);
        lengths.EnsureCapacity(view.Model.Dimension);
        for (int taken = 0; taken < Products; taken += 29)
        {
            double length = likeness.Take(view, default, taken);
            Assert.Equal(similarity == Similarity.Dot ? Length(rows[taken]) : 1, length, 1e-6);
            for (int other = 0; other < Products; other++)
            {
                double expected = Dot(rows[taken], rows[other]) / (Length(rows[taken]) * Length(rows[other]));
                Assert.Equal(expected, likeness.With(view, default, other, lengths.LengthOf(view, default, other)), 1e-3);
            }
        }
    }

    private static double[] Row(SpaceView view, int ordinal)
    {
        double[] row = new double[view.Model.Dimension];
        view.Exact.Decode(view.ToSlot(ordinal), row);
        return row;
    }

    private static double Length(double[] row) => Math.Sqrt(Dot(row, row));

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
