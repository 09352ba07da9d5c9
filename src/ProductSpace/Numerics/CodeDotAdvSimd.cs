using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace ProductSpace.Numerics;

/// <summary>
/// Form of <see cref="CodeDot"/> for Arm without dot product instructions: SMULL, and SADALP adds the pairs.
/// </summary>
internal static unsafe class CodeDotAdvSimd
{
    public static bool IsSupported => AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes) =>
        Join(Sum(a, query, bytes), Sum(b, query, bytes), Sum(c, query, bytes), Sum(d, query, bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int One(byte* row, sbyte* query, int bytes) => Vector128.Sum(Sum(row, query, bytes));

    /// <summary>Adds the lanes of each of four sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Join(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d) =>
        AdvSimd.Arm64.AddPairwise(AdvSimd.Arm64.AddPairwise(a, b), AdvSimd.Arm64.AddPairwise(c, d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Sum(byte* row, sbyte* query, int bytes)
    {
        Vector128<int> total = default;
        for (int i = 0; i < bytes; i += 16)
        {
            // Codes are below 128, so reading them as signed bytes does not change them.
            Vector128<sbyte> codes = Vector128.Load((sbyte*)row + i);
            Vector128<sbyte> signed = Vector128.Load(query + i);
            total = AdvSimd.AddPairwiseWideningAndAdd(
                total, AdvSimd.MultiplyWideningLower(codes.GetLower(), signed.GetLower()));
            total = AdvSimd.AddPairwiseWideningAndAdd(total, AdvSimd.MultiplyWideningUpper(codes, signed));
        }

        return total;
    }
}
