using System.Diagnostics.CodeAnalysis;

namespace ProductSpace.Memory;

/// <summary>Throw methods of the memory floor, apart so that the checks inline.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void OutsideOfView(long start, long count, long length) =>
        throw new ArgumentOutOfRangeException(nameof(start), $"elements [{start}, {start + count}) are outside of a view of {length} elements");
}
