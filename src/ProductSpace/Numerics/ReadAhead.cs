using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// Number of rows being fetched from memory while earlier ones are compared. A processor awaits a limited number of
/// lines; behind a full queue nothing proceeds, and a shorter one leaves it idle. The best number differs by vendor
/// (measured on an EPYC Milan and a Sapphire Rapids Xeon, see the decision page of the walk); answers do not depend on
/// it.
/// </summary>
internal static class ReadAhead
{
    private const int OfOthers = 20;
    private const int OfIntel = 36;

    /// <summary>Rows ahead when whole rows are compared.</summary>
    public static readonly int Rows = IsIntel() ? OfIntel : OfOthers;

    /// <summary>Rows ahead when only the first line of each is compared.</summary>
    public const int Prefixes = 32;

    private static bool IsIntel()
    {
        if (!X86Base.IsSupported)
        {
            return false;
        }

        // "GenuineIntel", four letters per register.
        (_, int first, int third, int second) = X86Base.CpuId(0, 0);
        return (first, second, third) == (0x756E6547, 0x49656E69, 0x6C65746E);
    }
}
