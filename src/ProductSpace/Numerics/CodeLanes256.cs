using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>256-bit form of <see cref="CodeLanes"/>: 32 rows, half a block, in four registers of sums.</summary>
internal static unsafe class CodeLanes256
{
    /// <summary>Writes the 32 dot products of a half block, whose steps of 128 bytes lie 256 bytes apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Half(byte* half, int* query, int steps, int* dots)
    {
        Vector256<short> one = Vector256<short>.One;
        Vector256<int> a = default;
        Vector256<int> b = default;
        Vector256<int> c = default;
        Vector256<int> d = default;
        int step = 0;
        for (; step + 2 <= steps; step += 2, half += 512)
        {
            Vector256<sbyte> first = Vector256.Create(query[step]).AsSByte();
            Vector256<sbyte> second = Vector256.Create(query[step + 1]).AsSByte();
            a += Avx2.MultiplyAddAdjacent(Pair(half, first) + Pair(half + 256, second), one);
            b += Avx2.MultiplyAddAdjacent(Pair(half + 32, first) + Pair(half + 288, second), one);
            c += Avx2.MultiplyAddAdjacent(Pair(half + 64, first) + Pair(half + 320, second), one);
            d += Avx2.MultiplyAddAdjacent(Pair(half + 96, first) + Pair(half + 352, second), one);
        }

        if (step < steps)
        {
            Vector256<sbyte> last = Vector256.Create(query[step]).AsSByte();
            a += Avx2.MultiplyAddAdjacent(Pair(half, last), one);
            b += Avx2.MultiplyAddAdjacent(Pair(half + 32, last), one);
            c += Avx2.MultiplyAddAdjacent(Pair(half + 64, last), one);
            d += Avx2.MultiplyAddAdjacent(Pair(half + 96, last), one);
        }

        a.Store(dots);
        b.Store(dots + 8);
        c.Store(dots + 16);
        d.Store(dots + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Pair(byte* codes, Vector256<sbyte> query) =>
        Avx2.MultiplyAddAdjacent(Vector256.Load(codes), query);
}
