using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>
/// Dot products of 7-bit unsigned code rows (0..127) with a 7-bit signed query (-63..63), in exact integers. A pair of
/// products is at most 2 * 127 * 63 = 16,002, so VPMADDUBSW never saturates and two of its results still add up within
/// 16 bits: every step of the ladder gives equal numbers, hence equal graphs and answers. Rows and query are padded
/// with zeros to a multiple of 64 bytes. Four rows share one horizontal reduction.
/// </summary>
/// <remarks>
/// <c>IsSupported</c> is a constant to the compiler, so one step of the ladder remains in the code. The decision page
/// on kernels lists which step ran where, and says which methods are marked
/// AggressiveOptimization, and why.
/// </remarks>
internal static unsafe class CodeDot
{
    /// <summary>Bytes to a multiple of which rows are padded.</summary>
    public const int Block = 64;

    /// <summary>Name of the step that this machine uses.</summary>
    public static string Name =>
        CodeDot512.IsSupported ? "AVX-512BW"
        : CodeDotVnni.IsSupported ? "AVX-VNNI"
        : CodeDot256.IsSupported ? "AVX2"
        : CodeDot128.IsSupported ? "SSSE3"
        : CodeDotSdot.IsSupported ? "AdvSimd SDOT"
        : CodeDotAdvSimd.IsSupported ? "AdvSimd"
        : "scalar";

    /// <summary>
    /// Computes the dot products of four rows with the query, each of <paramref name="bytes"/> bytes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes) =>
        CodeDot512.IsSupported ? CodeDot512.Four(a, b, c, d, query, bytes)
        : CodeDotVnni.IsSupported ? CodeDotVnni.Four(a, b, c, d, query, bytes)
        : CodeDot256.IsSupported ? CodeDot256.Four(a, b, c, d, query, bytes)
        : CodeDot128.IsSupported ? CodeDot128.Four(a, b, c, d, query, bytes)
        : CodeDotSdot.IsSupported ? CodeDotSdot.Four(a, b, c, d, query, bytes)
        : CodeDotAdvSimd.IsSupported ? CodeDotAdvSimd.Four(a, b, c, d, query, bytes)
        : CodeDotScalar.Four(a, b, c, d, query, bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int One(byte* row, sbyte* query, int bytes) =>
        CodeDot512.IsSupported ? CodeDot512.One(row, query, bytes)
        : CodeDotVnni.IsSupported ? CodeDotVnni.One(row, query, bytes)
        : CodeDot256.IsSupported ? CodeDot256.One(row, query, bytes)
        : CodeDot128.IsSupported ? CodeDot128.One(row, query, bytes)
        : CodeDotSdot.IsSupported ? CodeDotSdot.One(row, query, bytes)
        : CodeDotAdvSimd.IsSupported ? CodeDotAdvSimd.One(row, query, bytes)
        : CodeDotScalar.One(row, query, bytes);
}
