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
}
