using ProductSpace.Planning;

namespace ProductSpace;

/// <summary>What a search did; the hits themselves are in the caller's span.</summary>
public readonly record struct SearchResult
{
    /// <summary>Hits written, best first: min(k, matching products), where groups are capped min(k, what the caps allow). Fewer only where <see cref="Truncated"/>.</summary>
    public int Count { get; init; }

    /// <summary>How they were found.</summary>
    public SearchStrategy Strategy { get; init; }

    /// <summary>Vectors compared by their codes.</summary>
    public long Scored { get; init; }

    /// <summary>Cells of up to 32 products whose 4-bit codes were scanned.</summary>
    public int CellsScanned { get; init; }

    /// <summary>efSearch that the walk used; 0 without a walk.</summary>
    public int EfSearch { get; init; }

    /// <summary>
    /// What the planner expected a walk to the target recall to cost, by the snapshot's calibration and the prices of this
    /// machine; 0 where it did not ask (efSearch given, an exact answer, nothing to search).
    /// </summary>
    public float ExpectedWalkMicroseconds { get; init; }

    /// <summary>The same of the best way over the cells; 0 also where no cells reach the target. Under a filter: of the cells that hold matches.</summary>
    public float ExpectedCellsMicroseconds { get; init; }

    /// <summary>The same of a look at every matching product.</summary>
    public float ExpectedScanMicroseconds { get; init; }

    /// <summary>Viewed products of the session that this snapshot does not know; they were ignored.</summary>
    public int UnknownIds { get; init; }

    /// <summary>
    /// True where <see cref="SearchOptions.MaxScoredVectors"/> or <see cref="SearchOptions.TimeLimit"/> ended the search before it
    /// was done: the hits are the best of what it had looked at.
    /// </summary>
    public bool Truncated { get; init; }

    /// <summary>
    /// Number of the generation that answered, where a host follows a folder of generations; else 0. The ordinals of the hits
    /// are those of this generation only.
    /// </summary>
    public int Generation { get; init; }
}
