using System.Diagnostics.CodeAnalysis;

namespace ProductSpace.Memory;

/// <summary>Throw helpers, kept apart so that the checks are inlined.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void OutsideOfView(long start, long count, long length) =>
        throw new ArgumentOutOfRangeException(
            nameof(start), $"elements [{start}, {start + count}) do not lie within a view of {length} elements");
}
