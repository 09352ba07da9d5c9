using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>512-bit form of <see cref="CodeDot"/>: VPMADDUBSW and VPMADDWD of AVX-512BW.</summary>
internal static unsafe class CodeDot512
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes)
    {
        Vector256<int> sumA = Sum(a, query, bytes);
        Vector256<int> sumB = Sum(b, query, bytes);
        Vector256<int> sumC = Sum(c, query, bytes);
        Vector256<int> sumD = Sum(d, query, bytes);
        Vector256<int> all = Avx2.HorizontalAdd(Avx2.HorizontalAdd(sumA, sumB), Avx2.HorizontalAdd(sumC, sumD));
        return all.GetLower() + all.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int One(byte* row, sbyte* query, int bytes) => Vector256.Sum(Sum(row, query, bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sum(byte* row, sbyte* query, int bytes)
    {
        Vector512<short> ones = Vector512<short>.One;
        if (bytes == 128)
        {
            // Rows of 65 to 128 dimensions: two products of 16 bits add without overflow.
            Vector512<short> pair = Avx512BW.MultiplyAddAdjacent(Vector512.Load(row), Vector512.Load(query))
                + Avx512BW.MultiplyAddAdjacent(Vector512.Load(row + 64), Vector512.Load(query + 64));
            Vector512<int> sum = Avx512BW.MultiplyAddAdjacent(pair, ones);
            return sum.GetLower() + sum.GetUpper();
        }

        Vector512<int> total = default;
        for (int i = 0; i < bytes; i += 64)
        {
            total += Avx512BW.MultiplyAddAdjacent(
                Avx512BW.MultiplyAddAdjacent(Vector512.Load(row + i), Vector512.Load(query + i)), ones);
        }

        return total.GetLower() + total.GetUpper();
    }
}
