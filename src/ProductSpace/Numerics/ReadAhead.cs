using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// How much is being fetched from memory while earlier rows are compared. A processor awaits a limited number of cache
/// lines; behind a full queue nothing proceeds, and a shorter one leaves it idle. So the budget counts lines: 20 short
/// rows may be what the queue holds, of long ones a few. The best number differs by vendor (measured on an EPYC Milan
/// and Xeons, see the decision page of the walk); answers do not depend on it.
/// </summary>
internal static class ReadAhead
{
    /// <summary>
    /// Rows ahead at least: four are compared at once, and the next four are fetched meanwhile. The lines of one long
    /// row follow each other, which the processor's own prefetcher sees.
    /// </summary>
    public const int LeastRows = 8;

    /// <summary>Rows ahead when only the first line of each is compared.</summary>
    public const int Prefixes = 32;

    private const int LinesOfOthers = 120;
    private const int LinesOfIntel = 216;
    private const int RowsOfOthers = 20;
    private const int RowsOfIntel = 36;

    /// <summary>Cache lines ahead, of rows of any length.</summary>
    public static readonly int Lines = IsIntel() ? LinesOfIntel : LinesOfOthers;

    /// <summary>Rows ahead at most in a table that is larger than the last-level cache.</summary>
    public static readonly int MostFarRows = IsIntel() ? RowsOfIntel : RowsOfOthers;

    /// <summary>Rows ahead when whole rows are compared.</summary>
    /// <param name="lines">Cache lines of a row.</param>
    /// <param name="isFar">Whether the table is larger than the last-level cache.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowsFor(int lines, bool isFar) =>
        Math.Max(LeastRows, Math.Min(isFar ? MostFarRows : int.MaxValue, Lines / lines));

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
