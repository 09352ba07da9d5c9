using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>256-bit form of <see cref="TileDot"/>: VPMADDUBSW and VPMADDWD of AVX2, 8 rows in a register.</summary>
internal static unsafe class TileDot256
{
    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(byte* tile, sbyte* query, int quads, int* dots)
    {
        Vector256<short> ones = Vector256<short>.One;
        Vector256<int> lower = default;
        Vector256<int> upper = default;
        byte* end = tile + ((long)quads * CodeTiles.QuadBytes);
        for (; tile < end; tile += 2 * CodeTiles.QuadBytes, query += 8)
        {
            Vector256<sbyte> first = Vector256.Create(*(int*)query).AsSByte();
            Vector256<sbyte> second = Vector256.Create(*(int*)(query + 4)).AsSByte();
            lower += Avx2.MultiplyAddAdjacent(
                Avx2.MultiplyAddAdjacent(Vector256.Load(tile), first)
                    + Avx2.MultiplyAddAdjacent(Vector256.Load(tile + 64), second),
                ones);
            upper += Avx2.MultiplyAddAdjacent(
                Avx2.MultiplyAddAdjacent(Vector256.Load(tile + 32), first)
                    + Avx2.MultiplyAddAdjacent(Vector256.Load(tile + 96), second),
                ones);
        }

        lower.Store(dots);
        upper.Store(dots + 8);
    }
}
