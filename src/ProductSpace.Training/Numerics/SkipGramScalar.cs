using System.Runtime.Intrinsics;

namespace ProductSpace.Training.Numerics;

/// <summary>
/// Scalar version of <see cref="ISkipGramKernel"/>: the reference for the others, and the fallback without vector
/// instructions.
/// </summary>
internal readonly unsafe struct SkipGramScalar : ISkipGramKernel
{
    private const int Lanes = 16;

    public static Vector128<float> Dots(float* x, float* a, float* b, float* c, float* d, int floats) =>
        Vector128.Create(Dot(x, a, floats), Dot(x, b, floats), Dot(x, c, floats), Dot(x, d, floats));

    public static void Step(float* x, float** rows, float* steps, int count, int floats)
    {
        for (int i = 0; i < floats; i++)
        {
            float gain = 0;
            for (int k = 0; k < count; k++)
            {
                gain = MathF.FusedMultiplyAdd(steps[k], rows[k][i], gain);
                rows[k][i] = MathF.FusedMultiplyAdd(steps[k], x[i], rows[k][i]);
            }

            x[i] += gain;
        }
    }

    private static float Dot(float* x, float* row, int floats)
    {
        float* sums = stackalloc float[Lanes];
        new Span<float>(sums, Lanes).Clear();
        for (int i = 0; i < floats; i++)
        {
            sums[i % Lanes] = MathF.FusedMultiplyAdd(x[i], row[i], sums[i % Lanes]);
        }

        for (int half = Lanes / 2; half >= 4; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
            {
                sums[lane] += sums[lane + half];
            }
        }

        return (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }
}
