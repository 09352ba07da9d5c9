using ProductSpace.Delta;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Search;

/// <summary>
/// Searches whose exact form stands behind the codes, rotated as they are: every road of a query to it, judged by
/// float64 over the vectors that were given.
/// </summary>
public sealed class ResidualSearchTests
{
    private const int Dimension = 104;
    private const int K = 10;
    private const double Promised = 2e-5;

    private static readonly ShopRecipe s_recipe = new(1_500, Dimension) { Seed = 21, WithNext = true };

    /// <summary>OUT vectors so alike that their space keeps them as given, beside a space that does not.</summary>
    private static readonly ShopRecipe s_mixed = s_recipe with { Change = MakeNextParallel };

    private static readonly ShopRecipe s_mixedBack = s_recipe with { Change = MakeSimilarParallel };

    [Fact]
    public void SearchExact_BothSpaces_EqualsFloat64()
    {
        BuiltShop built = BuiltShop.Of(s_recipe);
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            Assert.Equal(ExactForm.Residual, built.Index.ViewOf(space).Model.ExactForm);
            for (int product = 0; product < 60; product++)
            {
                CheckExact(built, built.Products.Vector(product * 17).ToArray(), space);
            }
        }

        Assert.True(built.Index.Sections.Get<Outlier>(SectionId.OfSpace(0, SectionId.Outliers), -1).Length > 0);
        using ProductIndex verified = built.Open(OpenMode.Verify);
    }

    /// <summary>Session vectors are summed rotated, and turned where the other space compares as given.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void SearchSession_AnyPairOfForms_EqualsFloat64(int shop)
    {
        BuiltShop built = BuiltShop.Of(shop == 0 ? s_recipe : shop == 1 ? s_mixed : s_mixedBack);
        Assert.Equal(
            shop switch { 0 => (ExactForm.Residual, ExactForm.Residual), 1 => (ExactForm.Residual, ExactForm.Given), _ => (ExactForm.Given, ExactForm.Residual) },
            (built.Index.ViewOf(Space.Similar).Model.ExactForm, built.Index.ViewOf(Space.Next).Model.ExactForm));
        foreach (Space space in new[] { Space.Similar, Space.Next })
        {
            for (int first = 0; first < 600; first += 50)
            {
                int[] viewed = [Ordinal(built, first), Ordinal(built, first + 7), Ordinal(built, first + 311)];
                double[] sum = new double[Dimension];
                for (int i = 0; i < viewed.Length; i++)
                {
                    double[] unit = Unit(built.Products.Vector(Product(built, viewed[i])));
                    for (int j = 0; j < Dimension; j++)
                    {
                        sum[j] += Math.Pow(0.5, viewed.Length - 1 - i) * unit[j];
                    }
                }

                Neighbor[] hits = new Neighbor[K];
                built.Index.SearchSession(viewed, hits, new SearchOptions { Space = space, Decay = 0.5f, TargetRecall = 1 });
                foreach (Neighbor hit in hits)
                {
                    Assert.Equal(Cosine(sum, VectorOf(built, hit.Ordinal, space)), hit.Similarity, Promised);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void ScoreByView_AnyPairOfForms_EqualsFloat64(int shop)
    {
        BuiltShop built = BuiltShop.Of(shop == 0 ? s_recipe : shop == 1 ? s_mixed : s_mixedBack);
        int[] viewed = [3, 700];
        int[] scored = [.. Enumerable.Range(0, 40).Select(i => i * 31)];
        foreach (int space in new[] { 0, 1 })
        {
            float[] similarities = new float[viewed.Length * scored.Length];
            SearchContext context = new();
            SpaceView similar = built.Index.ViewOf(Space.Similar);
            ListScore.RunByView(similar, built.Index.ViewOf((Space)space), context, viewed, scored, similarities);
            for (int i = 0; i < similarities.Length; i++)
            {
                double[] query = Unit(built.Products.Vector(Product(built, viewed[i / scored.Length])));
                Assert.Equal(Cosine(query, VectorOf(built, scored[i % scored.Length], (Space)space)), similarities[i], Promised);
            }
        }
    }

    [Fact]
    public void GetVector_BaseAndDelta_GivesTheUnitVector()
    {
        using ProductIndex index = BuiltShop.Of(s_recipe).Open();
        BuiltShop built = BuiltShop.Of(s_recipe);
        DeltaLog delta = index.NewDelta(40);
        index.DeltaLog = delta;
        float[] vector = new float[Dimension];
        for (int product = 0; product < 30; product++)
        {
            // One number that outweighs the others: the codes clip several of the rotated ones.
            float[] given = [.. built.Products.Vector(product)];
            given[product] += product % 3 == 0 ? 40 : 0.5f;
            delta.Apply(new DeltaRecord { Kind = DeltaKind.Upsert, Id = $"new-{product}", Vector = given, NextVector = given });
            int ordinal = delta.FirstOrdinal + product;
            Check(Unit(given), ordinal);
            Check(Unit(built.Products.Vector(Product(built, product))), product);

            Neighbor[] hits = new Neighbor[1];
            index.SearchExact(given, hits);
            Assert.Equal(ordinal, hits[0].Ordinal);
            Assert.Equal(1, hits[0].Similarity, Promised);
        }

        void Check(double[] expected, int ordinal)
        {
            index.GetVector(ordinal, vector);
            for (int i = 0; i < Dimension; i++)
            {
                Assert.Equal(expected[i], vector[i], 5e-5);
            }
        }
    }

    /// <summary>The delta rounds as the build does: writing a product again changes nothing.</summary>
    [Fact]
    public void IsKnown_VectorOfTheBase_IsFoundThere()
    {
        BuiltShop built = BuiltShop.Of(s_recipe);
        using ProductIndex index = built.Open();
        DeltaLog delta = index.NewDelta(16);
        for (int product = 0; product < 200; product++)
        {
            float[] vector = [.. built.Products.Vector(product)];
            float[] next = built.Products.NextVectors[(product * Dimension)..((product + 1) * Dimension)];
            Assert.True(delta.IsKnown(new DeltaRecord { Kind = DeltaKind.Upsert, Id = built.Products.Ids[product], Vector = vector, NextVector = next }));
            vector[5] += 0.1f;
            Assert.False(delta.IsKnown(new DeltaRecord { Kind = DeltaKind.Upsert, Id = built.Products.Ids[product], Vector = vector, NextVector = next }));
        }
    }

    [Fact]
    public void With_TwoProducts_IsTheirCosine()
    {
        BuiltShop built = BuiltShop.Of(s_recipe);
        SpaceView view = built.Index.ViewOf(Space.Similar);
        ProductLikeness likeness = new();
        likeness.EnsureCapacity(Dimension);
        for (int taken = 0; taken < 1_500; taken += 100)
        {
            likeness.Take(view, default, taken);
            double[] unit = Unit(built.Products.Vector(Product(built, taken)));
            for (int other = 0; other < 1_500; other += 37)
            {
                Assert.Equal(Cosine(unit, VectorOf(built, other, Space.Similar)), likeness.With(view, default, other, 1), Promised);
            }
        }
    }

    private static void CheckExact(BuiltShop built, float[] query, Space space)
    {
        Neighbor[] hits = new Neighbor[K];
        built.Index.SearchExact(query, hits, new SearchOptions { Space = space });
        double[] unit = Unit(query);
        double[] truth = [.. Enumerable.Range(0, built.Products.Count).Select(ordinal => Cosine(unit, VectorOf(built, ordinal, space))).OrderDescending().Take(K)];
        for (int place = 0; place < K; place++)
        {
            Assert.Equal(truth[place], hits[place].Similarity, Promised);
            Assert.Equal(Cosine(unit, VectorOf(built, hits[place].Ordinal, space)), hits[place].Similarity, Promised);
        }
    }

    private static int Ordinal(BuiltShop built, int product)
    {
        Assert.True(built.Index.TryGetOrdinal(built.Products.Ids[product], out int ordinal));
        return ordinal;
    }

    private static int Product(BuiltShop built, int ordinal) => int.Parse(built.Index.GetProductId(ordinal)[2..], System.Globalization.CultureInfo.InvariantCulture);

    private static double[] VectorOf(BuiltShop built, int ordinal, Space space)
    {
        int product = Product(built, ordinal);
        return Unit(space == Space.Similar ? built.Products.Vector(product) : built.Products.NextVectors.AsSpan(product * Dimension, Dimension));
    }

    private static double[] Unit(ReadOnlySpan<float> vector)
    {
        double[] unit = new double[vector.Length];
        UnitVector.Normalise(vector, unit);
        return unit;
    }

    private static double Cosine(double[] a, double[] b) => UnitVector.Dot(a, b) / Math.Sqrt(UnitVector.Dot(a, a) * UnitVector.Dot(b, b));

    private static void MakeNextParallel(TestShop shop) => MakeParallel(shop.NextVectors);

    private static void MakeSimilarParallel(TestShop shop) => MakeParallel(shop.Vectors);

    private static void MakeParallel(float[] vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = (0.05f * vectors[i]) + (i % Dimension < 50 ? 2 : -1);
        }
    }
}
