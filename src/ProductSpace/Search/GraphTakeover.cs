using System.Runtime.CompilerServices;
using ProductSpace.Planning;

namespace ProductSpace.Search;

/// <summary>
/// Whether a walk over the matches should take over from a look at cells: by the power of the cells looked at by which the
/// hits still expected fell between two looks, it says how many cells are left until hardly any is. Scratch of one search.
/// </summary>
internal struct GraphTakeover
{
    private GraphOffer _offer;
    private double _lastExpected;
    private int _lastScanned;

    /// <summary>Whether the walk has taken over.</summary>
    public bool IsDue { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(GraphOffer offer)
    {
        _offer = offer;
        _lastScanned = 0;
        IsDue = false;
    }

    /// <summary>Whether a look after so many cells should be told.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsWatching(int scanned) => _offer.WorthCells > 0 && scanned >= _offer.LeastCells / 2;

    /// <summary>Takes a look: the hits expected in the cells that were not looked at, those that may be missed, cells looked at, and the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Look(double expected, double missed, int scanned, int rest)
    {
        IsDue = scanned >= _offer.LeastCells && _lastScanned > 0 && expected > missed
            && rest > _offer.WorthCells && CellsLeft(expected, missed, scanned) > _offer.LeastLeft * (double)scanned;
        (_lastExpected, _lastScanned) = (expected, scanned);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly double CellsLeft(double expected, double missed, int scanned)
    {
        double power = Math.Log(_lastExpected / expected) / Math.Log((double)scanned / _lastScanned);
        return power > 0 ? scanned * (Math.Pow(expected / missed, 1 / power) - 1) : double.PositiveInfinity;
    }
}
