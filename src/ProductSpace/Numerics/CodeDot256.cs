using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>256-bit form of <see cref="CodeDot"/>: VPMADDUBSW and VPMADDWD of AVX2.</summary>
internal static unsafe class CodeDot256
{
    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes)
    {
        Vector256<int> all = Avx2.HorizontalAdd(
            Avx2.HorizontalAdd(Sum(a, query, bytes), Sum(b, query, bytes)),
            Avx2.HorizontalAdd(Sum(c, query, bytes), Sum(d, query, bytes)));
        return all.GetLower() + all.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int One(byte* row, sbyte* query, int bytes) => Vector256.Sum(Sum(row, query, bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Sum(byte* row, sbyte* query, int bytes)
    {
        Vector256<short> ones = Vector256<short>.One;
        Vector256<int> total = default;
        for (int i = 0; i < bytes; i += 64)
        {
            Vector256<short> pair = Avx2.MultiplyAddAdjacent(Vector256.Load(row + i), Vector256.Load(query + i))
                + Avx2.MultiplyAddAdjacent(Vector256.Load(row + i + 32), Vector256.Load(query + i + 32));
            total += Avx2.MultiplyAddAdjacent(pair, ones);
        }

        return total;
    }
}
