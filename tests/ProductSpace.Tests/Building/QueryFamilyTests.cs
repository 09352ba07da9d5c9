using ProductSpace.Building;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Building;

/// <summary>Queries as vectors are those of the products, whatever frame the space compares them in.</summary>
public sealed class QueryFamilyTests
{
    private const int Queries = 40;

    private static readonly ProductIndex s_index = BuiltShop.Of(ShopRecipe.Wide).Index;

    /// <summary>They were rotated twice once the exact form was rotated: random directions, whose recall was reported.</summary>
    [Fact]
    public void VectorOf_OneProduct_IsTheProductsVector()
    {
        SpaceView space = s_index.ViewOf(Space.Similar);
        Assert.True(space.Model.ComparesRotated);
        QueryFamily single = Families(space).First(family => family.Name == "one product" && family.Kind == QueryKind.Vector);
        SearchContext context = new();
        float[] own = new float[s_index.Dimension];
        Neighbor[] first = new Neighbor[1];
        for (int i = 0; i < Queries; i++)
        {
            float[] vector = single.VectorOf(space, space, i, context);
            s_index.GetVector(single.Sessions![i][0], own);
            Assert.Equal(1, Cosine(vector, own), 1e-5);
            s_index.SearchExact(vector, first, new SearchOptions { Space = Space.Similar });
            Assert.Equal(1, first[0].Similarity, 1e-4);
        }
    }

    [Fact]
    public void VectorOf_Perturbed_IsHalfwayToNoise()
    {
        SpaceView space = s_index.ViewOf(Space.Similar);
        List<QueryFamily> families = Families(space);
        QueryFamily single = families.First(family => family.Name == "one product" && family.Kind == QueryKind.Vector);
        QueryFamily perturbed = families.First(family => family.Name == "perturbed");
        SearchContext context = new();
        double[] cosines = [.. Enumerable.Range(0, Queries).Select(i =>
            Cosine(single.VectorOf(space, space, i, context), perturbed.VectorOf(space, space, i, context)))];
        Assert.InRange(cosines.Average(), 0.6, 0.8);
    }

    private static List<QueryFamily> Families(SpaceView space) =>
        QueryFamily.Make(space, Queries, null, [], 5, new ParallelContext(2, CancellationToken.None));

    private static double Cosine(float[] a, float[] b)
    {
        double dot = a.Zip(b, (x, y) => (double)x * y).Sum();
        return dot / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
    }
}
