using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Training.Numerics;

/// <summary>
/// 128-bit version of <see cref="ISkipGramKernel"/>: Arm's AdvSimd, where the multiply-add is fused in hardware. On x86
/// without FMA the runtime computes it in software: the same bits, slowly.
/// </summary>
internal readonly unsafe struct SkipGram128 : ISkipGramKernel
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Dots(float* x, float* a, float* b, float* c, float* d, int floats) =>
        Vector128.Create(Dot(x, a, floats), Dot(x, b, floats), Dot(x, c, floats), Dot(x, d, floats));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(float* x, float** rows, float* steps, int count, int floats)
    {
        for (int i = 0; i < floats; i += 4)
        {
            Vector128<float> part = Vector128.Load(x + i);
            Vector128<float> gain = default;
            for (int k = 0; k < count; k++)
            {
                float* row = rows[k] + i;
                Vector128<float> step = Vector128.Create(steps[k]);
                Vector128<float> old = Vector128.Load(row);
                gain = Vector128.FusedMultiplyAdd(step, old, gain);
                Vector128.FusedMultiplyAdd(step, part, old).Store(row);
            }

            (part + gain).Store(x + i);
        }
    }

    private static float Dot(float* x, float* row, int floats)
    {
        Vector128<float> sum0 = default, sum4 = default, sum8 = default, sum12 = default;
        for (int i = 0; i < floats; i += 16)
        {
            sum0 = Vector128.FusedMultiplyAdd(Vector128.Load(x + i), Vector128.Load(row + i), sum0);
            sum4 = Vector128.FusedMultiplyAdd(Vector128.Load(x + i + 4), Vector128.Load(row + i + 4), sum4);
            sum8 = Vector128.FusedMultiplyAdd(Vector128.Load(x + i + 8), Vector128.Load(row + i + 8), sum8);
            sum12 = Vector128.FusedMultiplyAdd(Vector128.Load(x + i + 12), Vector128.Load(row + i + 12), sum12);
        }

        Vector128<float> four = (sum0 + sum8) + (sum4 + sum12);
        return (four[0] + four[1]) + (four[2] + four[3]);
    }
}
