using System.Runtime.CompilerServices;
using ProductSpace.Graph;

namespace ProductSpace.Planning;

/// <summary>
/// The road that a question was given and its settings, the same for one query and for many: cells where
/// <paramref name="Cells"/> is above 0, else a walk where <paramref name="Pool"/> is, else a scan.
/// </summary>
/// <param name="Pool">efSearch of a walk from the entry point.</param>
/// <param name="Cells">Cells to scan.</param>
/// <param name="CellEf">efSearch of the walk after the cells; 0 for none.</param>
internal readonly record struct Course(int Pool, int Cells, int CellEf)
{
    /// <summary>What the calibration said, with the costs that it expects; empty where it was not asked.</summary>
    public SearchPlan Plan { get; init; }

    /// <summary>Whether the calibration was asked.</summary>
    public bool Planned { get; init; }

    /// <summary>The k at which the settings of the cells were measured.</summary>
    public int MeasuredK { get; init; }

    /// <summary>Whether a scan finishes the search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NeedsScan(Road road) => road is Road.Scan or Road.WalkThenScan;

    /// <summary>
    /// Writes the answer of a scratch, and tells how it was found: among so many products, of which so many match the
    /// filter if there is one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult Report(SearchScratch scratch, Span<Neighbor> hits, Road road, int products, int matches, bool filtered)
    {
        Budget budget = scratch.Budget;
        long walked = Cells > 0 || Pool > 0 ? scratch.Walk.Scored : 0;
        return new SearchResult
        {
            Count = scratch.Write(hits),
            Road = road,
            Scored = walked + (!NeedsScan(road) ? 0 : budget.IsLimited ? budget.Scanned : matches),
            CellsScanned = Cells > 0 ? scratch.Cells.Scanned : 0,
            EfSearch = Cells > 0 ? CellEf : Pool,
            ExpectedWalkMicroseconds = Plan.WalkMicroseconds * products / matches,
            ExpectedCellsMicroseconds = filtered ? 0 : Plan.CellMicroseconds,
            ExpectedScanMicroseconds = Planned ? Planner.ScanMicroseconds(matches) : 0,
            Truncated = budget.IsCut,
        };
    }
}
