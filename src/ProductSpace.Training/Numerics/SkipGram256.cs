using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Training.Numerics;

/// <summary>
/// 256-bit version of <see cref="ISkipGramKernel"/>: AVX2 with FMA; lanes 0 to 7 and 8 to 15 in two registers.
/// </summary>
internal readonly unsafe struct SkipGram256 : ISkipGramKernel
{
    public static bool IsSupported => Vector256.IsHardwareAccelerated && Fma.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Dots(float* x, float* a, float* b, float* c, float* d, int floats)
    {
        Vector256<float> lowA = default, lowB = default, lowC = default, lowD = default;
        Vector256<float> highA = default, highB = default, highC = default, highD = default;
        for (int i = 0; i < floats; i += 16)
        {
            Vector256<float> low = Vector256.Load(x + i);
            Vector256<float> high = Vector256.Load(x + i + 8);
            lowA = Fma.MultiplyAdd(low, Vector256.Load(a + i), lowA);
            lowB = Fma.MultiplyAdd(low, Vector256.Load(b + i), lowB);
            lowC = Fma.MultiplyAdd(low, Vector256.Load(c + i), lowC);
            lowD = Fma.MultiplyAdd(low, Vector256.Load(d + i), lowD);
            highA = Fma.MultiplyAdd(high, Vector256.Load(a + i + 8), highA);
            highB = Fma.MultiplyAdd(high, Vector256.Load(b + i + 8), highB);
            highC = Fma.MultiplyAdd(high, Vector256.Load(c + i + 8), highC);
            highD = Fma.MultiplyAdd(high, Vector256.Load(d + i + 8), highD);
        }

        return Fold(lowA + highA, lowB + highB, lowC + highC, lowD + highD);
    }

    /// <summary>Reduces four registers of eight sums to four sums: lanes l and l + 4, then (0 + 1) + (2 + 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fold(
        Vector256<float> a,
        Vector256<float> b,
        Vector256<float> c,
        Vector256<float> d) =>
        Sse3.HorizontalAdd(
            Sse3.HorizontalAdd(a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper()),
            Sse3.HorizontalAdd(c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Step(float* x, float** rows, float* steps, int count, int floats)
    {
        for (int i = 0; i < floats; i += 16)
        {
            Vector256<float> part = Vector256.Load(x + i);
            Vector256<float> part2 = Vector256.Load(x + i + 8);
            Vector256<float> gain = default;
            Vector256<float> gain2 = default;
            for (int k = 0; k < count; k++)
            {
                float* row = rows[k] + i;
                Vector256<float> step = Vector256.Create(steps[k]);
                Vector256<float> old = Vector256.Load(row);
                Vector256<float> old2 = Vector256.Load(row + 8);
                gain = Fma.MultiplyAdd(step, old, gain);
                gain2 = Fma.MultiplyAdd(step, old2, gain2);
                Fma.MultiplyAdd(step, part, old).Store(row);
                Fma.MultiplyAdd(step, part2, old2).Store(row + 8);
            }

            (part + gain).Store(x + i);
            (part2 + gain2).Store(x + i + 8);
        }
    }
}
