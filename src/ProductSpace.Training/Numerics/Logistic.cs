using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Training.Numerics;

/// <summary>
/// The logistic function 1 / (1 + e^-x) of four numbers: 2^n times a polynomial of degree 6 (relative error below
/// 3e-7), by fused operations in a fixed order, so that every machine gives the same bits. Arguments are limited to
/// +-30.
/// </summary>
internal static class Logistic
{
    private const float Limit = 30f;
    private const float Log2OfE = 1.44269504f;
    private const int ExponentBias = 127;
    private const int MantissaBits = 23;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(Vector128<float> x)
    {
        Vector128<float> power =
            Vector128.Min(Vector128.Max(x, Vector128.Create(-Limit)), Vector128.Create(Limit))
            * Vector128.Create(-Log2OfE);
        Vector128<float> whole = Vector128.Round(power);
        Vector128<float> rest = power - whole;
        // Taylor coefficients of 2^r, r in [-0.5, 0.5].
        Vector128<float> sum = Vector128.Create(1.5403530e-4f);
        sum = Vector128.FusedMultiplyAdd(sum, rest, Vector128.Create(1.3333558e-3f));
        sum = Vector128.FusedMultiplyAdd(sum, rest, Vector128.Create(9.6181291e-3f));
        sum = Vector128.FusedMultiplyAdd(sum, rest, Vector128.Create(5.5504109e-2f));
        sum = Vector128.FusedMultiplyAdd(sum, rest, Vector128.Create(0.24022651f));
        sum = Vector128.FusedMultiplyAdd(sum, rest, Vector128.Create(0.69314718f));
        sum = Vector128.FusedMultiplyAdd(sum, rest, Vector128<float>.One);
        Vector128<int> exponent = (Vector128.ConvertToInt32(whole) + Vector128.Create(ExponentBias)) << MantissaBits;
        Vector128<float> e = sum * exponent.AsSingle();
        return Vector128<float>.One / (Vector128<float>.One + e);
    }
}
