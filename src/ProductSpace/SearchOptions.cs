namespace ProductSpace;

/// <summary>
/// Options of a search. The default value suits most shops; set single options with an object initializer, or change a
/// copy of others with <c>with</c>.
/// </summary>
/// <example><code>
/// SearchOptions options = new() { Filter = boots, GroupLimit = GroupLimit.ByFacet("brand", 2) };
/// SearchOptions precise = options with { TargetRecall = 0.99f };
/// </code></example>
public readonly record struct SearchOptions
{
    internal const float DefaultTargetRecall = 0.95f;
    internal const float DefaultDecay = 0.5f;

    // Zero stands for each default value, so that default(SearchOptions) has them all.
    private readonly float _targetRecall;
    private readonly float _decay;
    private readonly float _diversityLambda;
    private readonly bool _startsAtEntryPoint;

    /// <summary>
    /// Space to search; null by default for the one that fits the question. A session asks <see cref="Space.Next"/>
    /// where the snapshot has it, since that predicts the next view better, else <see cref="Space.Similar"/>. A vector
    /// asks Similar. Set Similar for a session whose products are to be replaced by like ones.
    /// </summary>
    public Space? Space { get; init; }

    /// <summary>
    /// Filter that results must match, compiled by <see cref="ProductIndex.CreateFilter"/> of the same index; null for
    /// all products.
    /// </summary>
    public ProductFilter? Filter { get; init; }

    /// <summary>
    /// Mean share of the true nearest products that a search has to find, above 0 and at most 1; 0.95 by default. The
    /// snapshot's own calibration turns it into a strategy and its settings. 1 asks for the exact answer.
    /// </summary>
    public float TargetRecall
    {
        get => _targetRecall == 0 ? DefaultTargetRecall : _targetRecall;
        init => _targetRecall = value == DefaultTargetRecall ? 0 : value;
    }

    /// <summary>
    /// efSearch of HNSW, the number of candidates that a graph search keeps, in place of <see cref="TargetRecall"/>; 0
    /// by default to follow the target. A snapshot of cells alone (<see cref="IndexStructures.Cells"/>) refuses it; one
    /// without both (<see cref="IndexStructures.Scan"/>) answers exactly whatever it is.
    /// </summary>
    public int EfSearch { get; init; }

    /// <summary>
    /// Ordinals of products that must not be in the answer, such as those in the cart. Meant for short lists; use a
    /// filter for long ones. Ordinals that the snapshot does not have are ignored.
    /// </summary>
    public ReadOnlyMemory<int> Exclude { get; init; }

    /// <summary>
    /// Ids of products that must not be in the answer, beside <see cref="Exclude"/>. Ids that neither the snapshot nor
    /// its delta knows are ignored.
    /// </summary>
    public ReadOnlyMemory<string> ExcludeIds { get; init; }

    /// <summary>
    /// Lowest similarity of a result, from -1 to 1 or any dot product; null by default for any. Products below it are
    /// not in the answer, which may then hold fewer than k, and is not <see cref="SearchResult.Truncated"/> for it.
    /// Results chosen for diversity are chosen among the products above it.
    /// </summary>
    public float? MinSimilarity { get; init; }

    /// <summary>Whether viewed products of a session may be in its answer; false by default.</summary>
    public bool IncludeViewed { get; init; }

    /// <summary>
    /// Weight of a view relative to the view after it, above 0 and at most 1; 0.5 by default. Not used where
    /// <see cref="Weights"/> are given.
    /// </summary>
    public float Decay
    {
        get => _decay == 0 ? DefaultDecay : _decay;
        init => _decay = value == DefaultDecay ? 0 : value;
    }

    /// <summary>
    /// Weights of the viewed products, one for each, in place of <see cref="Decay"/>. A negative weight pushes the
    /// answer away from a product.
    /// </summary>
    public ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>
    /// Whether the graph search of a session starts at the viewed products' own nodes; true by default. Otherwise it
    /// starts at the entry point alone.
    /// </summary>
    public bool SeedFromViewed
    {
        get => !_startsAtEntryPoint;
        init => _startsAtEntryPoint = !value;
    }

    /// <summary>
    /// Largest number of vectors to compare by their codes, a scanned cell counting as one; 0 by default for no limit.
    /// A search looks at it between steps, so that it may exceed it by one step: a hop of the graph, a block of 256
    /// rows or a few cells. It then answers with the best products found so far and sets
    /// <see cref="SearchResult.Truncated"/>.
    /// </summary>
    public long MaxScoredVectors { get; init; }

    /// <summary>
    /// Time after which a search answers with the best products found so far, as with <see cref="MaxScoredVectors"/>;
    /// zero by default for no limit. In SearchMany it limits the whole call.
    /// </summary>
    public TimeSpan TimeLimit { get; init; }

    /// <summary>
    /// Token that ends a search at its next step with an <see cref="OperationCanceledException"/>. A search has written
    /// nothing then; SearchMany has written whole rows only.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>
    /// Weight of the similarity to the query against the similarity to earlier results (lambda of maximal marginal
    /// relevance), above 0 and at most 1; 1 by default, which orders by similarity alone. Below 1, results are chosen
    /// from more candidates and stand in the order in which they were chosen: their similarities need not descend. Two
    /// results are compared by cosine, in a space of dot products too, where the similarity to the query counts as a
    /// share of the largest.
    /// </summary>
    public float DiversityLambda
    {
        get => _diversityLambda == 0 ? 1 : _diversityLambda;
        init => _diversityLambda = value == 1 ? 0 : value;
    }

    /// <summary>Limit on the number of results of one brand, category or other group; none by default.</summary>
    public GroupLimit GroupLimit { get; init; }

    /// <summary>
    /// Number of the first hits for which <see cref="TargetRecall"/> is kept; 0 by default for all of them. Those
    /// behind are the best that the search met while it looked for these, perhaps fewer than asked for. Without a
    /// diversity and a group limit.
    /// </summary>
    internal int Promised { get; init; }
}
