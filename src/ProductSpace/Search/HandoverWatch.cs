using System.Runtime.CompilerServices;
using ProductSpace.Planning;

namespace ProductSpace.Search;

/// <summary>
/// Watches a search of filtered cells for the moment at which a walk over the matches should take over: by the power of the
/// cells looked at by which the expected hits fell between two looks, it predicts how many cells are left until few hits are.
/// Scratch of one search.
/// </summary>
internal struct HandoverWatch
{
    private HandoverRule _rule;
    private double _lastExpected;
    private int _lastScanned;

    /// <summary>Whether the walk should take over.</summary>
    public bool IsDue { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(in HandoverRule rule)
    {
        _rule = rule;
        _lastScanned = 0;
        IsDue = false;
    }

    /// <summary>Whether a look after this many cells should be told.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsWatching(int scanned) => _rule.IsOffered && scanned >= _rule.MinCells / 2;

    /// <summary>Takes a look.</summary>
    /// <param name="expected">Hits expected in the cells that were not looked at.</param>
    /// <param name="allowed">Hits that may be missed.</param>
    /// <param name="scanned">Cells looked at.</param>
    /// <param name="rest">Cells with matches that were not.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Look(double expected, double allowed, int scanned, int rest)
    {
        IsDue = scanned >= _rule.MinCells && _lastScanned > 0 && expected > allowed && rest > _rule.WorthCells
            && CellsLeft(expected, allowed, scanned) > _rule.MinLeft * (double)scanned;
        (_lastExpected, _lastScanned) = (expected, scanned);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly double CellsLeft(double expected, double allowed, int scanned)
    {
        double power = Math.Log(_lastExpected / expected) / Math.Log((double)scanned / _lastScanned);
        return power > 0 ? scanned * (Math.Pow(expected / allowed, 1 / power) - 1) : double.PositiveInfinity;
    }
}
