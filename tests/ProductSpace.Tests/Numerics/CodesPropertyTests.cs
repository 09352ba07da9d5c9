using CsCheck;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>The bound that the exact scan stands on: no similarity by codes is farther off than it says.</summary>
public class CodesPropertyTests
{
    [Fact]
    public void ErrorBound_RandomSpacesAndQueries_Holds() =>
        Gen.Select(Gen.Int[1, 140], Gen.Double[0.001, 0.02], Gen.Double[0, 5], Gen.ULong).Sample(
            (dimension, step, spike, seed) =>
            {
                SeededRandom random = new(seed);
                Rotation rotation = new(HadamardRotation.Signs(seed, dimension), dimension);
                float[] mean = new float[dimension];
                for (int i = 0; i < dimension; i++)
                {
                    mean[i] = TestShop.Normal(ref random) * 0.05f;
                }

                // The step is as wild as can be: rows are clipped, and the row's own error has to say so.
                SpaceModel model = new(dimension, mean, rotation, (float)step, 0, 0);
                double[] row = Unit(ref random, dimension, spike);
                float[] scratch = new float[dimension];
                float[] rotated = new float[Rotation.PaddedWidth(dimension)];
                using AlignedBuffer<byte> codes = new(model.CodeStride);
                model.Centre(row, scratch, rotated);
                model.Encode(rotated, codes.View.Slice(0, model.CodeStride));
                (double error, double length) = model.Measure(rotated, codes.View.Slice(0, model.CodeStride));
                SpaceModel bounded = new(dimension, mean, rotation, (float)step, error, length);
                PreparedQuery query = new();
                query.EnsureCapacity(dimension);
                Unit(ref random, dimension, spike).CopyTo(query.Unit, 0);
                query.Prepare(bounded);
                query.PrepareScan(bounded);
                int[] dots = new int[1];
                new CodeRows(codes.View, 1, model.CodeStride).Dot([0], query.Codes, dots);
                double byCodes = (dots[0] * query.UnitSimilarity) + query.ZeroSimilarity;
                double exact = 0;
                for (int i = 0; i < dimension; i++)
                {
                    exact += query.Unit[i] * row[i];
                }

                Assert.True(Math.Abs(byCodes - exact) <= query.ErrorBound + error, $"off by {Math.Abs(byCodes - exact)}, bound {query.ErrorBound + error}");
            },
            iter: 2000);

    private static double[] Unit(ref SeededRandom random, int dimension, double spike)
    {
        double[] vector = new double[dimension];
        for (int i = 0; i < dimension; i++)
        {
            vector[i] = TestShop.Normal(ref random);
        }

        vector[random.NextInt(dimension)] += 0.01 + spike;
        UnitVector.Normalise(vector);
        return vector;
    }
}
