using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace ProductSpace.Numerics;

/// <summary>
/// Form of <see cref="TileDot"/> for Arm: SMULL, SADALP adds the pairs, ADDP the two halves of a row.
/// </summary>
internal static unsafe class TileDotAdvSimd
{
    public static bool IsSupported => AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows(byte* tile, sbyte* query, int quads, int* dots)
    {
        for (int row = 0; row < CodeTiles.Rows; row += 4, tile += 16, dots += 4)
        {
            Vector128<int> lower = default;
            Vector128<int> upper = default;
            byte* rows = tile;
            for (int quad = 0; quad < quads; quad++, rows += CodeTiles.QuadBytes)
            {
                // Codes are below 128, so reading them as signed bytes does not change them.
                Vector128<sbyte> codes = Vector128.Load((sbyte*)rows);
                Vector128<sbyte> numbers = Vector128.Create(*(int*)(query + (4 * quad))).AsSByte();
                lower = AdvSimd.AddPairwiseWideningAndAdd(
                    lower, AdvSimd.MultiplyWideningLower(codes.GetLower(), numbers.GetLower()));
                upper = AdvSimd.AddPairwiseWideningAndAdd(upper, AdvSimd.MultiplyWideningUpper(codes, numbers));
            }

            AdvSimd.Arm64.AddPairwise(lower, upper).Store(dots);
        }
    }
}
