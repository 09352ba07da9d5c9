using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>128-bit form of <see cref="CodeDot"/>: SSSE3 on x86, AdvSimd widening multiplies on Arm.</summary>
internal static unsafe class CodeDot128
{
    public static bool IsSupported => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes)
    {
        Vector128<int> sumA = Sum(a, query, bytes);
        Vector128<int> sumB = Sum(b, query, bytes);
        Vector128<int> sumC = Sum(c, query, bytes);
        Vector128<int> sumD = Sum(d, query, bytes);
        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.AddPairwise(AdvSimd.Arm64.AddPairwise(sumA, sumB), AdvSimd.Arm64.AddPairwise(sumC, sumD))
            : Ssse3.HorizontalAdd(Ssse3.HorizontalAdd(sumA, sumB), Ssse3.HorizontalAdd(sumC, sumD));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int One(byte* row, sbyte* query, int bytes) => Vector128.Sum(Sum(row, query, bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Sum(byte* row, sbyte* query, int bytes)
    {
        Vector128<int> total = default;
        for (int i = 0; i < bytes; i += 16)
        {
            if (AdvSimd.Arm64.IsSupported)
            {
                // Codes are below 128, so that they are the same number read as signed bytes.
                Vector128<sbyte> codes = Vector128.Load(row + i).AsSByte();
                Vector128<sbyte> signed = Vector128.Load(query + i);
                total = AdvSimd.AddPairwiseWideningAndAdd(total, AdvSimd.MultiplyWideningLower(codes.GetLower(), signed.GetLower()));
                total = AdvSimd.AddPairwiseWideningAndAdd(total, AdvSimd.MultiplyWideningUpper(codes, signed));
            }
            else
            {
                total += Sse2.MultiplyAddAdjacent(Ssse3.MultiplyAddAdjacent(Vector128.Load(row + i), Vector128.Load(query + i)), Vector128<short>.One);
            }
        }

        return total;
    }
}
