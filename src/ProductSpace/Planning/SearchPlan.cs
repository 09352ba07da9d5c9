using System.Runtime.CompilerServices;
using ProductSpace.Graph;

namespace ProductSpace.Planning;

/// <summary>
/// The decision of the planner: which strategies run, in which order, with which settings. The executor runs
/// <paramref name="First"/>; where that finds too little, <see cref="Fallback"/>, if there is one; where that does not
/// suffice either, <see cref="LastScan"/>, which always fills the answer.
/// </summary>
/// <param name="First">The strategy to begin with.</param>
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
internal readonly record struct SearchPlan(Strategy First)
{
    /// <summary>
    /// FilteredCells behind a filtered walk of either kind, where these cost less than the scan; else None.
    /// </summary>
    public Strategy Fallback { get; init; }

    /// <summary>The scan that finishes a search which found too little.</summary>
    public Strategy LastScan { get; init; } = Strategy.Scan;

    /// <summary>Pool of the walk of Graph, CellsThenGraph or FilteredGraph; else 0.</summary>
    public int EfSearch { get; init; }

    /// <summary>When the walk of Graph or CellsThenGraph ends by itself; off where its pool decides.</summary>
    public WalkStop Stop { get; init; }

    /// <summary>Cells to scan in Cells and CellsThenGraph; else 0.</summary>
    public int Cells { get; init; }

    /// <summary>
    /// The k at which the settings of Cells and CellsThenGraph were calibrated, at least the k asked for.
    /// </summary>
    public int CalibratedK { get; init; }

    /// <summary>Expected number of the k nearest matches that FilteredCells or GroupedPrefixScan may miss.</summary>
    public double AllowedMisses { get; init; }

    /// <summary>Recall that a prefix scan has to keep.</summary>
    public double PrefixRecall { get; init; }

    /// <summary>How the walk of MatchGraph goes; the default for others.</summary>
    public MatchWalkRule Among { get; init; }

    /// <summary>When FilteredCells hands over to a walk over the matches.</summary>
    public HandoverRule Handover { get; init; }

    /// <summary>What the decision was made by.</summary>
    public PlanEstimates Estimates { get; init; }

    /// <summary>Looks at every match and compares all codes of each.</summary>
    public static SearchPlan Exact
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Strategy.Scan);
    }

    /// <summary>Whether a strategy looks at all matches, so that nothing has to follow it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsScan(Strategy strategy) => strategy >= Strategy.Scan;

    /// <summary>Whether the search begins with a walk from the entry point.</summary>
    public bool StartsWithGraph
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => First is Strategy.Graph or Strategy.FilteredGraph;
    }

    /// <summary>The strategy that follows one which found too little.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Strategy After(Strategy strategy) => strategy == First && Fallback != Strategy.None ? Fallback : LastScan;

    /// <summary>
    /// Scales the pool and the cells by <paramref name="width"/>, up to all nodes and all cells of a space.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchPlan Widen(double width, int nodes, int cells) =>
        width == 1 ? this : this with { EfSearch = Scale(EfSearch, width, nodes), Cells = Scale(Cells, width, cells) };

    /// <summary>Names the strategies that ran, for the caller.</summary>
    /// <param name="last">The last one that ran.</param>
    /// <param name="handedOver">Whether FilteredCells handed over to a walk over the matches.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchStrategy Describe(Strategy last, bool handedOver) => last switch
    {
        Strategy.None => SearchStrategy.None,
        Strategy.Graph or Strategy.FilteredGraph => SearchStrategy.Graph,
        Strategy.Cells => SearchStrategy.Cells,
        Strategy.CellsThenGraph or Strategy.MatchGraph => SearchStrategy.CellsThenGraph,
        Strategy.FilteredCells => StartsWithGraph ? SearchStrategy.GraphThenCells
            : handedOver ? SearchStrategy.CellsThenGraph
            : SearchStrategy.Cells,
        _ => StartsWithGraph ? SearchStrategy.GraphThenScan
            : last == Strategy.Scan ? SearchStrategy.Scan
            : SearchStrategy.PrefixScan,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Scale(int places, double width, int most) => (int)Math.Min(most, Math.Ceiling(places * width));
}
