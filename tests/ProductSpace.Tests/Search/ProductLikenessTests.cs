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
        TestShop shop = built.Products;
        SpaceView view = built.Index.ViewOf(Space.Similar);
        ProductLikeness likeness = new();
        ProductLikeness lengths = new();
        likeness.EnsureCapacity(view.Model.Dimension);
        lengths.EnsureCapacity(view.Model.Dimension);
        for (int taken = 0; taken < Products; taken += 29)
        {
            double length = likeness.Take(view, default, taken);
            Assert.Equal(similarity == Similarity.Dot ? Length(shop, taken) / view.Model.Form.Radius : 1, length, 1e-6);
            for (int other = 0; other < Products; other++)
            {
                double expected = Dot(shop, taken, other) / (Length(shop, taken) * Length(shop, other));
                Assert.Equal(expected, likeness.With(view, default, other, lengths.LengthOf(view, default, other)), 1e-3);
            }
        }
    }

    private static double Length(TestShop shop, int product) => Math.Sqrt(Dot(shop, product, product));

    private static double Dot(TestShop shop, int a, int b)
    {
        double sum = 0;
        for (int i = 0; i < Dimension; i++)
        {
            sum += shop.Vector(a)[i] * (double)shop.Vector(b)[i];
        }

        return sum;
    }
}
