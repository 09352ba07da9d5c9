using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// 128-bit form of <see cref="TileDot"/> on x86: PMADDUBSW of SSSE3 and PMADDWD, 4 rows in a register.
/// </summary>
internal static unsafe class TileDot128
{
    public static bool IsSupported => Ssse3.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(byte* tile, sbyte* query, int quads, int* dots)
    {
        for (int row = 0; row < CodeTiles.Rows; row += 4, tile += 16, dots += 4)
        {
            Vector128<int> sums = default;
            byte* codes = tile;
            sbyte* numbers = query;
            for (int quad = 0; quad < quads; quad += 2, codes += 2 * CodeTiles.QuadBytes, numbers += 8)
            {
                Vector128<short> pairs =
                    Ssse3.MultiplyAddAdjacent(Vector128.Load(codes), Vector128.Create(*(int*)numbers).AsSByte())
                    + Ssse3.MultiplyAddAdjacent(
                        Vector128.Load(codes + 64), Vector128.Create(*(int*)(numbers + 4)).AsSByte());
                sums += Sse2.MultiplyAddAdjacent(pairs, Vector128<short>.One);
            }

            sums.Store(dots);
        }
    }
}
