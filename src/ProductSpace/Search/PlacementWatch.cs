using System.Runtime.CompilerServices;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// The third part of <see cref="StoppingRule"/>, for shops whose products are of two kinds: those whose cells lie where
/// their vectors do, and those that stand in a category for another reason. The cells near a query hold the first kind,
/// whose spread foretells nothing of the second. So the placement of the filter's own matches
/// (<see cref="CellPlacement"/>) tells which part of the nearest lies in cells that were not looked at.
/// </summary>
internal struct PlacementWatch
{
    private CellPlacement? _placement;
    private float _zero;
    private double _allowedPart;

    /// <summary>Whether the search went on for what is placed elsewhere: it has found products of two kinds.</summary>
    public bool HasWidened { get; private set; }

    /// <summary>Begins a search.</summary>
    /// <param name="placement">Of the filter; null watches nothing.</param>
    /// <param name="query">Prepared for the space.</param>
    /// <param name="k">Results wanted, at least 1.</param>
    /// <param name="allowedMisses">Expected number of them that may be missed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(CellPlacement? placement, PreparedQuery query, int k, double allowedMisses)
    {
        _placement = placement;
        _allowedPart = allowedMisses / k;
        HasWidened = false;
        int sum = 0;
        foreach (sbyte code in query.Codes)
        {
            sum += code;
        }

        _zero = CodeRows.Zero * sum;
    }

    /// <summary>
    /// Whether so few of the nearest are placed in cells behind an edge that these may stay there.
    /// </summary>
    /// <param name="nearest">Mean dot product of the k nearest so far.</param>
    /// <param name="edge">Largest dot product of a centroid that was not looked at.</param>
    /// <param name="perDeviation">The inverse of the deviation of a product from its centroid.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayLeaveCells(int nearest, float edge, float perDeviation) =>
        _placement is null || MayLeave(_placement.PartOfCellsBelow(nearest - _zero, edge - _zero, perDeviation));

    /// <summary>
    /// Whether so few of the nearest are placed in groups of cells behind an edge that these may stay there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayLeaveGroups(int nearest, float edge, float perDeviation) =>
        _placement is null || MayLeave(_placement.PartOfGroupsBelow(nearest - _zero, edge - _zero, perDeviation));

    private bool MayLeave(double part)
    {
        HasWidened |= part > _allowedPart;
        return part <= _allowedPart;
    }
}
