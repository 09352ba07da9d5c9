using System.Runtime.CompilerServices;

namespace ProductSpace.Filtering;

/// <summary>
/// How 64 bits of a column are ordered, as a type parameter, so that one loop serves all columns and each pays for its
/// own order only.
/// </summary>
internal interface INumberOrder
{
    /// <summary>Returns the key of a number by its bits.</summary>
    static abstract long KeyOf(long bits);
}

/// <summary>Order of integers: prices and times, whose bits are their keys.</summary>
internal readonly struct IntegerOrder : INumberOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long KeyOf(long bits) => bits;
}

/// <summary>Order of float64 numbers.</summary>
internal readonly struct RealOrder : INumberOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long KeyOf(long bits) => NumberKey.Fold(bits);
}
