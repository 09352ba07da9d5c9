using ProductSpace.Search;

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

    /// <summary>efSearch of HNSW, in place of <see cref="TargetRecall"/>: a walk that keeps so many nodes; 0 leaves it to the target. Refused by a snapshot without a graph (<see cref="IndexStructures.Cells"/>).</summary>
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
    public long MaxScoredVectors { get; set; }

    /// <summary>Time after which a search ends with what it has found, as with <see cref="MaxScoredVectors"/>; zero by default for none. In SearchMany it is that of the whole call.</summary>
    public TimeSpan TimeLimit { get; set; }

    /// <summary>Ends a search by <see cref="OperationCanceledException"/> at its next step; it has written nothing then, SearchMany no part of a row.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>
    /// Weight of the similarity to the query against that to the results before (lambda of maximal marginal relevance), above
    /// 0 to 1; 1 by default, which leaves the order to the similarity. Below 1, results are chosen among more candidates of the
    /// same search and stand in the order in which they were chosen: their similarities need not descend.
    /// </summary>
    public float DiversityLambda
    {
        readonly get => Diversity.Lambda;
        set => Diversity = Diversity with { Lambda = value };
    }

    /// <summary>
    /// So many results, at most, with the same value of a facet such as brand, or of the same category of a level: 1 is the top
    /// of the primary path, up to 16. Count 0 by default for no groups; else Facet, or CategoryLevel with Facet null. A product
    /// of several values belongs to the first in the order of their bytes, one of a shorter path to that path's category; one
    /// without any belongs to no group.
    /// </summary>
    /// <example><code>new SearchOptions { MostPerGroup = (2, "brand", 0) }</code></example>
    public (int Count, string? Facet, int CategoryLevel) MostPerGroup
    {
        readonly get => (Diversity.MostPerGroup, Diversity.Facet, Diversity.CategoryLevel);
        set => Diversity = Diversity with { MostPerGroup = value.Count, Facet = value.Facet, CategoryLevel = value.CategoryLevel };
    }

    internal Diversity Diversity { readonly get; set; }

    internal const float DefaultDecay = 0.5f;
}
