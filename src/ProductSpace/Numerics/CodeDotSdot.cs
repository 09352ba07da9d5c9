using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace ProductSpace.Numerics;

/// <summary>
/// Form of <see cref="CodeDot"/> for Arm with dot product instructions (Armv8.4, most servers since 2019): SDOT adds
/// four products to each 32-bit sum. A row uses two sums, so that each step waits for every other step only.
/// </summary>
internal static unsafe class CodeDotSdot
{
    public static bool IsSupported => Dp.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes) =>
        CodeDotAdvSimd.Join(Sum(a, query, bytes), Sum(b, query, bytes), Sum(c, query, bytes), Sum(d, query, bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int One(byte* row, sbyte* query, int bytes) => Vector128.Sum(Sum(row, query, bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Sum(byte* row, sbyte* query, int bytes)
    {
        // Codes are below 128, so reading them as signed bytes does not change them.
        sbyte* codes = (sbyte*)row;
        Vector128<int> even = default;
        Vector128<int> odd = default;
        for (int i = 0; i < bytes; i += 32)
        {
            even = Dp.DotProduct(even, Vector128.Load(codes + i), Vector128.Load(query + i));
            odd = Dp.DotProduct(odd, Vector128.Load(codes + i + 16), Vector128.Load(query + i + 16));
        }

        return even + odd;
    }
}
