using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// Dot products of the 16 rows of a tile of <see cref="CodeTiles"/> with a query, in exact integers. As the sums of 16
/// rows lie side by side in a register, nothing has to be added across it: half the instructions of
/// <see cref="CodeDot"/>. Four products of 7-bit codes add up within 16 bits (4 * 127 * 64 = 32,512), so that every
/// width gives equal sums.
/// </summary>
internal static unsafe class TileDot
{
    /// <summary>Name of the step that this machine uses.</summary>
    public static string Name =>
        TileDot512.IsSupported ? "AVX-512BW"
        : TileDot256.IsSupported ? "AVX2"
        : TileDot128.IsSupported ? "SSSE3"
        : TileDotAdvSimd.IsSupported ? "AdvSimd"
        : "scalar";

    /// <summary>Computes the dot products of the rows of a tile.</summary>
    /// <param name="tile">16 rows of 4 <paramref name="quads"/> codes.</param>
    /// <param name="query">As many numbers, -64 to 63.</param>
    /// <param name="quads">Runs of four codes, even.</param>
    /// <param name="dots">Takes 16 dot products.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(byte* tile, sbyte* query, int quads, int* dots)
    {
        if (TileDot512.IsSupported)
        {
            TileDot512.Rows(tile, query, quads, dots);
        }
        else if (TileDot256.IsSupported)
        {
            TileDot256.Rows(tile, query, quads, dots);
        }
        else if (TileDot128.IsSupported)
        {
            TileDot128.Rows(tile, query, quads, dots);
        }
        else if (TileDotAdvSimd.IsSupported)
        {
            TileDotAdvSimd.Rows(tile, query, quads, dots);
        }
        else
        {
            TileDotScalar.Rows(tile, query, quads, dots);
        }
    }
}
