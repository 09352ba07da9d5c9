using ProductSpace.Numerics;
using ProductSpace.Search.Cursor;
using ProductSpace.Snapshot;

namespace ProductSpace.Recommendations.Tests;

/// <summary>
/// Folded answers and pages of a shop with twelve near-equal variants of each product are in order, best first: a page of
/// twelve is looked for in many steps, of which a later one can find what is nearer than what an earlier one found.
/// </summary>
public sealed class FoldedOrderTests
{
    private const int Variants = 12;
    private const int Dimension = 16;
    private const float FoldAt = 0.99f;

    private static readonly ShopRecipe s_both = new(6_000, Dimension)
    {
        Seed = 11, Build = new BuildOptions { M = 8, EfConstruction = 40 }, Change = AddVariants,
    };

    private static readonly ShopRecipe s_cells =
        s_both with { Build = new BuildOptions { Structures = IndexStructures.Cells } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SearchFolded_ManyVariants_BestFirst(bool withGraph)
    {
        BuiltShop shop = BuiltShop.Of(withGraph ? s_both : s_cells);
        Neighbor[] hits = new Neighbor[12];
        int unordered = 0;
        for (int query = 0; query < 200; query++)
        {
            SearchResult result = shop.Index.SearchFolded(shop.Products.Vector(query * 29), hits, FoldAt);
            Assert.Equal(12, result.Count);
            unordered += IsInOrder(hits) ? 0 : 1;
        }

        Assert.Equal(0, unordered);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void Next_ManyVariants_EachPageBestFirstAndWithoutDuplicates(bool withGraph, bool withFilter)
    {
        BuiltShop shop = BuiltShop.Of(withGraph ? s_both : s_cells);
        ProductFilter? filter = withFilter ? shop.Index.CreateFilter(f => f.PriceBetween(0, 5_000)) : null;
        int unordered = 0;
        for (int query = 0; query < 60; query++)
        {
            using ResultCursor cursor = ResultCursor.Open(shop.Index, shop.Products.Vector(query * 71), new SearchOptions { Filter = filter }, FoldAt);
            List<int> shown = [];
            for (int page = 0; page < 4; page++)
            {
                Neighbor[] hits = new Neighbor[12];
                Assert.Equal(12, cursor.Next(hits).Count);
                unordered += IsInOrder(hits) ? 0 : 1;
                foreach (Neighbor hit in hits)
                {
                    Assert.All(shown, other => Assert.True(Similarity(shop.Index, hit.Ordinal, other) < FoldAt + 1e-4f));
                    shown.Add(hit.Ordinal);
                }
            }
        }

        Assert.Equal(0, unordered);
    }

    /// <summary>A duplicate that is found later and is nearer takes the place of what was shown, unless it is one of another too.</summary>
    [Fact]
    public void TryReplace_DuplicateOfOneOrOfTwo_TakesThePlaceOfTheOne()
    {
        // Angles of 0, 8 and 16 hundredths: cosines of .9968 between neighbors, of .9872 between the first and the last.
        TestShop shop = new(3, 2, withCatalog: false);
        for (int product = 0; product < 3; product++)
        {
            shop.Vectors[2 * product] = MathF.Cos(0.08f * product);
            shop.Vectors[(2 * product) + 1] = MathF.Sin(0.08f * product);
        }

        using TemporaryFolder folder = new();
        shop.Builder().Build(folder.File("three.psx"));
        using ProductIndex index = ProductIndex.Open(folder.File("three.psx"));
        int[] ordinals = [.. shop.Ids.Select(id => index.TryGetOrdinal(id, out int ordinal) ? ordinal : -1)];
        SpaceView space = index.ViewOf(Space.Similar);
        ShownProducts shown = new();
        shown.Begin(0.99f, 2, default);
        Assert.True(shown.TryAdd(space, ordinals[0], out int into));
        Assert.Equal(-1, into);
        Assert.False(shown.TryAdd(space, ordinals[1], out into));
        Assert.Equal(0, into);
        Assert.True(shown.TryReplace(space, 0, ordinals[1]));
        Assert.False(shown.TryAdd(space, ordinals[2], out into));
        Assert.Equal((0, 1), (into, shown.Count));

        shown.Begin(0.99f, 2, default);
        Assert.True(shown.TryAdd(space, ordinals[0], out _));
        Assert.True(shown.TryAdd(space, ordinals[2], out _));
        Assert.False(shown.TryAdd(space, ordinals[1], out into));
        Assert.False(shown.TryReplace(space, into, ordinals[1]));
        Assert.Equal(2, shown.Count);
    }

    private static bool IsInOrder(Neighbor[] hits) => hits.Zip(hits.Skip(1)).All(pair => pair.First.Similarity >= pair.Second.Similarity);

    private static float Similarity(ProductIndex index, int one, int other)
    {
        float[] a = new float[Dimension];
        float[] b = new float[Dimension];
        index.GetVector(one, a);
        index.GetVector(other, b);
        double product = 0;
        double ofOne = 0;
        double ofOther = 0;
        for (int i = 0; i < Dimension; i++)
        {
            product += (double)a[i] * b[i];
            ofOne += (double)a[i] * a[i];
            ofOther += (double)b[i] * b[i];
        }

        return (float)(product / Math.Sqrt(ofOne * ofOther));
    }

    private static void AddVariants(TestShop shop)
    {
        SeededRandom random = new(7);
        for (int product = 0; product < shop.Count; product++)
        {
            Span<float> variant = shop.Vectors.AsSpan(product * Dimension, Dimension);
            shop.Vector(product - (product % Variants)).CopyTo(variant);
            for (int i = 0; i < Dimension && product % Variants != 0; i++)
            {
                variant[i] += 0.05f * TestShop.Normal(ref random);
            }
        }
    }
}
