using System.Runtime.CompilerServices;

namespace ProductSpace.Filtering;

/// <summary>
/// Order of float64 numbers as that of integers, so that ranges of numbers are compared, merged into keys and searched
/// by the code that serves prices and times. A number that is not one (NaN) lies outside every range of numbers.
/// </summary>
internal static class NumberKey
{
    /// <summary>Least key of a number: that of negative infinity.</summary>
    public static long Least => Of(double.NegativeInfinity);

    /// <summary>Greatest key of a number: that of infinity.</summary>
    public static long Greatest => Of(double.PositiveInfinity);

    /// <summary>Returns the key of a number. Both zeros have one key.</summary>
    public static long Of(double number) => Fold(BitConverter.DoubleToInt64Bits(WithoutSign(number)));

    /// <summary>Returns a number as it is kept: zero has no sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double WithoutSign(double number) => number == 0 ? 0 : number;

    /// <summary>Turns bits of a number into its key: those of negative numbers are in the opposite order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Fold(long bits) => bits ^ ((bits >> 63) & long.MaxValue);
}
