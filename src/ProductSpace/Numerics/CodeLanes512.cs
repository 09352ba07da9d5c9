using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>512-bit form of <see cref="CodeLanes"/>: 64 rows in four registers of sums.</summary>
internal static unsafe class CodeLanes512
{
    /// <summary>Writes the 64 dot products of a block of <paramref name="steps"/> steps of 256 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block(byte* block, int* query, int steps, int* dots)
    {
        Vector512<short> one = Vector512<short>.One;
        Vector512<int> a = default;
        Vector512<int> b = default;
        Vector512<int> c = default;
        Vector512<int> d = default;
        int step = 0;
        for (; step + 2 <= steps; step += 2, block += 512)
        {
            Vector512<sbyte> first = Vector512.Create(query[step]).AsSByte();
            Vector512<sbyte> second = Vector512.Create(query[step + 1]).AsSByte();
            a += Avx512BW.MultiplyAddAdjacent(Pair(block, first) + Pair(block + 256, second), one);
            b += Avx512BW.MultiplyAddAdjacent(Pair(block + 64, first) + Pair(block + 320, second), one);
            c += Avx512BW.MultiplyAddAdjacent(Pair(block + 128, first) + Pair(block + 384, second), one);
            d += Avx512BW.MultiplyAddAdjacent(Pair(block + 192, first) + Pair(block + 448, second), one);
        }

        if (step < steps)
        {
            Vector512<sbyte> last = Vector512.Create(query[step]).AsSByte();
            a += Avx512BW.MultiplyAddAdjacent(Pair(block, last), one);
            b += Avx512BW.MultiplyAddAdjacent(Pair(block + 64, last), one);
            c += Avx512BW.MultiplyAddAdjacent(Pair(block + 128, last), one);
            d += Avx512BW.MultiplyAddAdjacent(Pair(block + 192, last), one);
        }

        a.Store(dots);
        b.Store(dots + 16);
        c.Store(dots + 32);
        d.Store(dots + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Pair(byte* codes, Vector512<sbyte> query) =>
        Avx512BW.MultiplyAddAdjacent(Vector512.Load(codes), query);
}
