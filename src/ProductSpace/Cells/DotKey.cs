using ProductSpace.Numerics;

using System.Runtime.CompilerServices;

namespace ProductSpace.Cells;

/// <summary>
/// Combines a dot product and a number into a key for <see cref="Selection"/> and sorting: smaller is nearer, ties go
/// by the number in the low half.
/// </summary>
internal static class DotKey
{
    private const uint Sign = 0x80000000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(int dot, uint number) => ((ulong)((uint)-dot ^ Sign) << 32) | number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ulong key) => -(int)((uint)(key >> 32) ^ Sign);

    /// <summary>Returns the least dot product among keys; <see cref="int.MaxValue"/> for no keys.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Least(ReadOnlySpan<ulong> keys)
    {
        int least = int.MaxValue;
        foreach (ulong key in keys)
        {
            least = Math.Min(least, Dot(key));
        }

        return least;
    }
}
