using CsCheck;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>The query of a context against its definition in float64.</summary>
public sealed class SessionVectorTests
{
    private readonly TestShop _shop;
    private readonly SpaceView _similar;
    private readonly SpaceView _next;

    public SessionVectorTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(1_800, 20) { Seed = 4, WithNext = true });
        (_shop, _similar, _next) = (built.Products, built.Index.ViewOf(Space.Similar), built.Index.ViewOf(Space.Next));
    }

    [Fact]
    public void FromVector_AnyLength_IsItsDirection() =>
        Gen.Select(Gen.Int[0, 1_799], Gen.Double[1e-3, 1e3]).Sample((product, length) =>
        {
            float[] vector = [.. _shop.Vector(product).ToArray().Select(value => (float)(value * length))];
            SearchContext context = new();
            Assert.True(SessionVector.FromVector(_similar.Model, vector, context));
            Check(Unit([.. vector.Select(value => (double)value)]), context);
        });

    [Theory]
    [InlineData(0f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void FromVector_NoDirection_IsRefused(float value)
    {
        float[] vector = new float[20];
        vector[3] = value;
        Assert.False(SessionVector.FromVector(_similar.Model, vector, new SearchContext()));
    }

    [Fact]
    public void FromViews_DecayOrWeights_IsTheWeightedSumOfTheirUnitVectors() =>
        Gen.Select(Gen.Int[0, 1_799].Array[1, 8], Gen.Double[0.1, 1], Gen.Bool).Sample((viewed, decay, weighted) =>
        {
            float[] weights = [.. viewed.Select((_, i) => 0.5f + i)];
            double[] sum = new double[20];
            for (int i = 0; i < viewed.Length; i++)
            {
                float[] stored = new float[20];
                _similar.Exact.Decode(_similar.ToSlot(viewed[i]), stored);
                double factor = weighted ? weights[i] : Math.Pow(decay, viewed.Length - 1 - i);
                for (int j = 0; j < sum.Length; j++)
                {
                    sum[j] += factor * stored[j];
                }
            }

            SearchContext context = new();
            Assert.True(SessionVector.FromViews(_similar, _next.Model, viewed, weighted ? weights : default, decay, context));
            Check(Unit(sum), context);
        });

    [Fact]
    public void FromViews_WeightsThatCancel_AreRefused() =>
        Assert.False(SessionVector.FromViews(_similar, _similar.Model, [5, 5], [1, -1], 0.5, new SearchContext()));

    private static void Check(double[] expected, SearchContext context)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], context.Query.Unit[i], 1e-6);
        }
    }

    private static double[] Unit(double[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }
}
