using System.Runtime.CompilerServices;

namespace ProductSpace.Cells;

/// <summary>A dot product and a number in one key, for <see cref="Selection"/> and sorting: the smaller the nearer, ties by number, which stands in the low half.</summary>
internal static class DotKey
{
    private const uint Sign = 0x80000000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(int dot, uint number) => ((ulong)((uint)-dot ^ Sign) << 32) | number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(ulong key) => -(int)((uint)(key >> 32) ^ Sign);
}
