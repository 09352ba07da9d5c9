using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Training.Numerics;

/// <summary>512-bit version of <see cref="ISkipGramKernel"/>: AVX-512F.</summary>
internal readonly unsafe struct SkipGram512 : ISkipGramKernel
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Dots(float* x, float* a, float* b, float* c, float* d, int floats)
    {
        Vector512<float> sumA = default, sumB = default, sumC = default, sumD = default;
        for (int i = 0; i < floats; i += 16)
        {
            Vector512<float> part = Vector512.Load(x + i);
            sumA = Avx512F.FusedMultiplyAdd(part, Vector512.Load(a + i), sumA);
            sumB = Avx512F.FusedMultiplyAdd(part, Vector512.Load(b + i), sumB);
            sumC = Avx512F.FusedMultiplyAdd(part, Vector512.Load(c + i), sumC);
            sumD = Avx512F.FusedMultiplyAdd(part, Vector512.Load(d + i), sumD);
        }

        return SkipGram256.Fold(
            sumA.GetLower() + sumA.GetUpper(),
            sumB.GetLower() + sumB.GetUpper(),
            sumC.GetLower() + sumC.GetUpper(),
            sumD.GetLower() + sumD.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(float* x, float** rows, float* steps, int count, int floats)
    {
        int i = 0;
        for (; i <= floats - 32; i += 32)
        {
            Vector512<float> part = Vector512.Load(x + i);
            Vector512<float> part2 = Vector512.Load(x + i + 16);
            Vector512<float> gain = default;
            Vector512<float> gain2 = default;
            for (int k = 0; k < count; k++)
            {
                float* row = rows[k] + i;
                Vector512<float> step = Vector512.Create(steps[k]);
                Vector512<float> old = Vector512.Load(row);
                Vector512<float> old2 = Vector512.Load(row + 16);
                gain = Avx512F.FusedMultiplyAdd(step, old, gain);
                gain2 = Avx512F.FusedMultiplyAdd(step, old2, gain2);
                Avx512F.FusedMultiplyAdd(step, part, old).Store(row);
                Avx512F.FusedMultiplyAdd(step, part2, old2).Store(row + 16);
            }

            (part + gain).Store(x + i);
            (part2 + gain2).Store(x + i + 16);
        }

        if (i < floats)
        {
            Vector512<float> part = Vector512.Load(x + i);
            Vector512<float> gain = default;
            for (int k = 0; k < count; k++)
            {
                float* row = rows[k] + i;
                Vector512<float> step = Vector512.Create(steps[k]);
                Vector512<float> old = Vector512.Load(row);
                gain = Avx512F.FusedMultiplyAdd(step, old, gain);
                Avx512F.FusedMultiplyAdd(step, part, old).Store(row);
            }

            (part + gain).Store(x + i);
        }
    }
}
