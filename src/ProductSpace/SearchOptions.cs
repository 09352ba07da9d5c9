namespace ProductSpace;

/// <summary>How to search; the default value is good for most shops.</summary>
public struct SearchOptions
{
    private float _targetRecall;
    private float _decay;

    /// <summary>Which vectors to look among; Similar by default.</summary>
    public Space Space { get; set; }

    /// <summary>Only these products, compiled by <see cref="ProductIndex.CreateFilter"/> of the same index; null for all.</summary>
    public ProductFilter? Filter { get; set; }

    /// <summary>
    /// Mean share of the true nearest products that a search has to find, above 0 to 1; 0.95 by default. The snapshot's own
    /// calibration turns it into a road and its settings; 1 asks for the exact answer.
    /// </summary>
    public float TargetRecall
    {
        readonly get => _targetRecall == 0 ? 0.95f : _targetRecall;
        set => _targetRecall = value;
    }

    /// <summary>efSearch of HNSW, in place of <see cref="TargetRecall"/>: a walk that keeps so many nodes; 0 leaves it to the target. Refused by a snapshot without a graph (<see cref="Roads.Cells"/>).</summary>
    public int EfSearch { get; set; }

    /// <summary>Ordinals that may not be in the answer, such as products in the cart or bought before. Short lists are meant.</summary>
    public ReadOnlyMemory<int> Exclude { get; set; }

    /// <summary>Whether the viewed products of a session may be in its answer; false by default.</summary>
    public bool IncludeViewed { get; set; }

    /// <summary>
    /// What a view counts beside the one after it, above 0 to 1, where <see cref="Weights"/> is empty; 0.5 by default.
    /// </summary>
    public float Decay
    {
        readonly get => _decay == 0 ? DefaultDecay : _decay;
        set => _decay = value;
    }

    /// <summary>Weights of the viewed products, as many as these, in place of <see cref="Decay"/>; negative ones push away.</summary>
    public ReadOnlyMemory<float> Weights { get; set; }

    /// <summary>Starts a session's walk from the entry point alone, not from the viewed products' own nodes too.</summary>
    public bool Unseeded { get; set; }

    /// <summary>
    /// Vectors that a search may compare by their codes, a scanned cell counting as one; 0 by default for any number. Looked
    /// at between steps: the hop of a walk (some dozens), the block of a scan (256) or the few cells that reach it are
    /// finished. What is found by then is the answer, best first, with <see cref="SearchResult.Truncated"/>: the same each time.
    /// </summary>
    public long MostScored { get; set; }

    /// <summary>Time after which a search ends with what it has found, as with <see cref="MostScored"/>; zero by default for none. In SearchMany it is that of the whole call.</summary>
    public TimeSpan TimeLimit { get; set; }

    /// <summary>Ends a search by <see cref="OperationCanceledException"/> at its next step; it has written nothing then, SearchMany no part of a row.</summary>
    public CancellationToken Cancellation { get; set; }

    /// <summary>How unlike each other the results have to be; not at all by default.</summary>
    public Diversity Diversity { get; set; }

    internal const float DefaultDecay = 0.5f;
}
