using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>128-bit form of <see cref="CodeDot"/> on x86: PMADDUBSW of SSSE3 and PMADDWD.</summary>
internal static unsafe class CodeDot128
{
    public static bool IsSupported => Ssse3.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes) =>
        Ssse3.HorizontalAdd(
            Ssse3.HorizontalAdd(Sum(a, query, bytes), Sum(b, query, bytes)),
            Ssse3.HorizontalAdd(Sum(c, query, bytes), Sum(d, query, bytes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int One(byte* row, sbyte* query, int bytes) => Vector128.Sum(Sum(row, query, bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Sum(byte* row, sbyte* query, int bytes)
    {
        Vector128<int> total = default;
        for (int i = 0; i < bytes; i += 16)
        {
            total += Sse2.MultiplyAddAdjacent(
                Ssse3.MultiplyAddAdjacent(Vector128.Load(row + i), Vector128.Load(query + i)), Vector128<short>.One);
        }

        return total;
    }
}
