using ProductSpace.Planning;

namespace ProductSpace;

/// <summary>Outcome of a search; the results themselves are in the caller's span.</summary>
public readonly record struct SearchResult
{
    /// <summary>
    /// Number of results written, best first: min(k, matching products), or what a <see cref="GroupLimit"/> allows of
    /// them. Smaller only where <see cref="Truncated"/>.
    /// </summary>
    public int Count { get; init; }

    /// <summary>Strategy that found the results.</summary>
    public SearchStrategy Strategy { get; init; }

    /// <summary>Number of vectors compared by their codes.</summary>
    public long Scored { get; init; }

    /// <summary>Number of cells, of up to 32 products, whose 4-bit codes were scanned.</summary>
    public int CellsScanned { get; init; }

    /// <summary>
    /// efSearch that the graph search used, or with which a graph search of fixed efSearch would have ended where this
    /// one ended by itself; 0 without one.
    /// </summary>
    public int EfSearch { get; init; }

    /// <summary>
    /// Share of the true results that the answer is expected to hold, 0 to 1: of all answers that say .9, nine in ten
    /// results are right, by the calibration of the snapshot. 1 for an exact answer. A graph search without a filter
    /// estimates it from what it saw of this query; other strategies say the target that they were calibrated for. 0
    /// where nothing is known: efSearch set by hand, or <see cref="Truncated"/>.
    /// </summary>
    public float ExpectedRecall { get; init; }

    /// <summary>
    /// Time that the planner expected of a graph search that reaches the target recall, by the snapshot's calibration
    /// and the prices of this machine; 0 where it made no estimate (efSearch given, exact answer, nothing to search).
    /// </summary>
    public float ExpectedWalkMicroseconds { get; init; }

    /// <summary>
    /// Time that the planner expected of the best search of cells; 0 also where no number of cells reaches the target.
    /// Under a filter, of the cells that hold matches.
    /// </summary>
    public float ExpectedCellsMicroseconds { get; init; }

    /// <summary>Time that the planner expected of a scan of every matching product; 0 without an estimate.</summary>
    public float ExpectedScanMicroseconds { get; init; }

    /// <summary>Number of viewed products that this snapshot does not know; they were ignored.</summary>
    public int UnknownIds { get; init; }

    /// <summary>
    /// Whether <see cref="SearchOptions.MaxScoredVectors"/> or <see cref="SearchOptions.TimeLimit"/> ended the search
    /// early: the results are then the best found so far.
    /// </summary>
    public bool Truncated { get; init; }

    /// <summary>
    /// Number of the generation that answered, where a host follows a folder of generations; else 0. The ordinals of
    /// the results belong to this generation only.
    /// </summary>
    public int Generation { get; init; }
}
