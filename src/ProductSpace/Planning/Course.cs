using System.Runtime.CompilerServices;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Planning;

/// <summary>
/// The road that a question was given and its settings, the same for one query and for many: cells where
/// <paramref name="Cells"/> is above 0, else a walk where <paramref name="Pool"/> is, else a scan.
/// </summary>
/// <param name="Pool">efSearch of a walk from the entry point.</param>
/// <param name="Cells">Cells to scan.</param>
/// <param name="CellEf">efSearch of the walk after the cells; 0 for none.</param>
[method: MethodImpl(MethodImplOptions.AggressiveOptimization)]
internal readonly record struct Course(int Pool, int Cells, int CellEf)
{
    /// <summary>What the calibration said, with the costs that it expects; empty where it was not asked.</summary>
    public SearchPlan Plan { get; init; }

    /// <summary>Whether the calibration was asked.</summary>
    public bool Planned { get; init; }

    /// <summary>The k at which the settings of the cells were measured.</summary>
    public int MeasuredK { get; init; }

    /// <summary>
    /// Under a filter: matches among the k nearest that a look at the cells which hold some may miss, in the mean; 0 where
    /// another road is taken.
    /// </summary>
    public double Missed { get; init; }

    /// <summary>Under a filter: the walk over the matches that may take over from the cells which hold some.</summary>
    public GraphOffer Offer { get; init; }

    /// <summary>Under a filter: the recall that a scan by heads has to keep; 0 where a scan reads whole rows.</summary>
    public double HeadTarget { get; init; }

    /// <summary>Under a filter: whether such a scan begins with the matches in the nearest groups of cells, and may end before the last.</summary>
    public bool ByGroups
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Plan.ByGroups;
    }

    /// <summary>Whether the search is a scan from the start.</summary>
    public bool IsScan
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Pool == 0 && Cells == 0 && Missed == 0;
    }

    /// <summary>The same course with so many times the room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Course Wider(double width, SpaceView space) =>
        this with { Pool = Times(width, Pool, space.Count), Cells = Times(width, Cells, space.Cells?.Count ?? 0), CellEf = Times(width, CellEf, space.Count) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Times(double width, int places, int most) => width == 1 ? places : (int)Math.Min(most, Math.Ceiling(places * width));

    /// <summary>Whether a scan finishes the search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NeedsScan(SearchStrategy road) => road is SearchStrategy.Scan or SearchStrategy.GraphThenScan or SearchStrategy.PrefixScan;

    /// <summary>Writes the answer of a scratch, and tells how it was found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult Report(SearchContext scratch, Span<Neighbor> hits, SearchStrategy road, SpaceView space, SpaceFilter? filter)
    {
        SearchBudget budget = scratch.Budget;
        int matches = filter?.Rows.Count ?? space.Count;
        bool walks = Pool > 0 || Cells > 0;
        CostModel costs = Planner.CostsOf(space);
        return new SearchResult
        {
            Count = scratch.Write(hits),
            Strategy = road,
            Scored = (walks ? scratch.Walk.Scored : 0) + scratch.PassingScored + scratch.DeltaScored + (!NeedsScan(road) ? 0 : scratch.GroupRows >= 0 ? scratch.GroupRows : budget.IsLimited ? budget.Scanned : matches),
            CellsScanned = scratch.CellsScanned,
            EfSearch = Cells > 0 ? CellEf : road == SearchStrategy.CellsThenGraph ? Offer.Ef : Pool,
            ExpectedWalkMicroseconds = Plan.WalkMicroseconds,
            ExpectedCellsMicroseconds = Plan.CellMicroseconds,
            ExpectedScanMicroseconds = !Planned ? 0 : (float)((filter is null ? costs.Scan(Planner.RowsOfScan + matches) / 1000 : Plan.ScanMicroseconds)),
            Truncated = budget.IsCut,
        };
    }
}
