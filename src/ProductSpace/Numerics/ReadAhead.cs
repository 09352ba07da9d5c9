using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// How many rows are on their way from memory while earlier ones are compared. A processor awaits so many lines at once, and
/// behind a full queue nothing gets on; fewer leave it idle. Which number is best differs by maker (measured on an EPYC Milan and a
/// Xeon of the Sapphire Rapids kind, see the decision on the walk); answers are the same with any.
/// </summary>
internal static class ReadAhead
{
    private const int OfOthers = 20;
    private const int OfIntel = 36;

    /// <summary>Whole rows.</summary>
    public static readonly int Rows = IsIntel() ? OfIntel : OfOthers;

    /// <summary>Rows of which the first line is enough.</summary>
    public const int Heads = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsIntel()
    {
        if (!X86Base.IsSupported)
        {
            return false;
        }

        // "GenuineIntel", four letters a register.
        (_, int first, int third, int second) = X86Base.CpuId(0, 0);
        return (first, second, third) == (0x756E6547, 0x49656E69, 0x6C65746E);
    }
}
