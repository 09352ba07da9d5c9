using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// 512-bit form of <see cref="TileDot"/>: VPMADDUBSW and VPMADDWD of AVX-512BW, 16 rows in a register.
/// </summary>
internal static unsafe class TileDot512
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(byte* tile, sbyte* query, int quads, int* dots)
    {
        Vector512<short> ones = Vector512<short>.One;
        Vector512<int> sums = default;
        byte* end = tile + ((long)quads * CodeTiles.QuadBytes);
        for (; tile < end; tile += 2 * CodeTiles.QuadBytes, query += 8)
        {
            Vector512<short> pairs =
                Avx512BW.MultiplyAddAdjacent(Vector512.Load(tile), Vector512.Create(*(int*)query).AsSByte())
                + Avx512BW.MultiplyAddAdjacent(
                    Vector512.Load(tile + 64), Vector512.Create(*(int*)(query + 4)).AsSByte());
            sums += Avx512BW.MultiplyAddAdjacent(pairs, ones);
        }

        sums.Store(dots);
    }
}
