namespace ProductSpace.Recommendations;

/// <summary>
/// How the recommendations of one place in a shop are made: a product page, a cart, a home page. Immutable, safe from
/// any thread: make one for each place and keep it. The defaults suit a product page.
/// </summary>
/// <remarks>
/// The score of a product is the weighted sum of standard scores: how far its similarity to the session lies above that
/// of a random product, in standard deviations, and likewise for each item table.
/// </remarks>
public sealed record Placement
{
    /// <summary>Defaults.</summary>
    public static Placement Default { get; } = new();

    /// <summary>
    /// Space whose vectors count; null for Next where the index has it, else Similar, as in a search of a session.
    /// </summary>
    public Space? Space { get; init; }

    /// <summary>
    /// Weight of the vectors, -100 to 100. At 0 only the tables recommend. Below 0 the tables alone recommend too, and
    /// the vectors put down what is like the events: what goes with them rather than what replaces them.
    /// </summary>
    public float VectorWeight { get; init; } = 1;

    /// <summary>
    /// Weight of each item table of the index, 0 or more, in the order of <see cref="ProductIndex.Tables"/>. Missing
    /// ones count as <see cref="DefaultTableWeight"/>.
    /// </summary>
    public IReadOnlyList<float> TableWeights { get; init; } = [];

    /// <summary>Weight of a table that <see cref="TableWeights"/> does not name.</summary>
    public const float DefaultTableWeight = 0.5f;

    /// <summary>
    /// What is added to the score of a product in the category of the last event, in standard deviations, -100 to 100;
    /// half of it for a sibling of the category, or the one above or below.
    /// </summary>
    public float CategoryWeight { get; init; }

    /// <summary>
    /// Maximum number of interests that are told apart in the last 20 events, 1 to 5. Each is answered for itself, and
    /// the answers take turns by the weights of their events. 1 answers all events together. With <see cref="Rules"/>
    /// see there in which order they act.
    /// </summary>
    public int Interests { get; init; } = 1;

    /// <summary>
    /// Mean similarity in the Similar space from which on events are of one interest, -1 to 1.
    /// </summary>
    public float InterestSimilarity { get; init; } = 0.2f;

    /// <summary>Number of the last events that make the session vector, 1 to 100.</summary>
    public int LastEvents { get; init; } = 10;

    /// <summary>Weight of an event in the session vector relative to the next one, above 0 to 1.</summary>
    public float Decay { get; init; } = 0.5f;

    /// <summary>Number of the last events whose rows of the tables count, 1 to 100.</summary>
    public int LastTableEvents { get; init; } = 10;

    /// <summary>
    /// Weight of an event in the tables relative to the next one, above 0 to 1; 1 / e by default, as SLIST wants it.
    /// </summary>
    public float TableDecay { get; init; } = 0.36787945f;

    /// <summary>
    /// Days after which an event counts half, beside the decays: for shoppers with a stored history. 0 for no decay by
    /// age.
    /// </summary>
    public float HalfLifeDays { get; init; }

    /// <summary>Weight of a product that is in the cart or bought, relative to one that was viewed, 0 to 100.</summary>
    public float CartWeight { get; init; } = 1;

    /// <summary>True to leave out products that were viewed.</summary>
    public bool ExcludesViewed { get; init; } = true;

    /// <summary>True to leave out products in the cart.</summary>
    public bool ExcludesCart { get; init; } = true;

    /// <summary>True to leave out products that were bought.</summary>
    public bool ExcludesPurchased { get; init; } = true;

    /// <summary>
    /// Number of nearest products by the vectors that are scored beside the rows of the tables; at least as many as are
    /// asked for. 1 to 10,000.
    /// </summary>
    public int Candidates { get; init; } = 100;

    /// <summary>Recall target of the search for these candidates, above 0 to 1; see
    /// <see cref="SearchOptions.TargetRecall"/>.</summary>
    public float TargetRecall { get; init; } = 0.95f;

    /// <summary>
    /// What the merchandiser wants of this place; null for nothing. Where several interests are answered apart, boosts,
    /// novelty, freshness and the minimum similarity act on the scores of each interest; then the interests take turns;
    /// then pins, limits, reserved slots, exploration and diversity act on the one list.
    /// </summary>
    public MerchandisingRules? Rules { get; init; }

    /// <summary>
    /// True to put the best candidates into the order of the snapshot's ranker, where it has one; see
    /// <see cref="Recommendations.Ranker"/>.
    /// </summary>
    public bool UsesRanker { get; init; }

    /// <summary>Ranker to use in place of the snapshot's, where <see cref="UsesRanker"/>; null for that one.</summary>
    public Ranker? Ranker { get; init; }

    /// <summary>Number of the best candidates that a ranker puts into another order, 1 to 1,000.</summary>
    public int RankedCandidates { get; init; } = 100;

    /// <summary>Throws for the first number that is out of its range.</summary>
    internal void Check()
    {
        Require(VectorWeight is >= -100 and <= 100, nameof(VectorWeight), "from -100 to 100");
        Require(CategoryWeight is >= -100 and <= 100, nameof(CategoryWeight), "from -100 to 100");
        Require(Interests is >= 1 and <= 5, nameof(Interests), "from 1 to 5");
        Require(InterestSimilarity is >= -1 and <= 1, nameof(InterestSimilarity), "from -1 to 1");
        for (int i = 0; i < TableWeights.Count; i++)
        {
            Require(TableWeights[i] >= 0 && float.IsFinite(TableWeights[i]), nameof(TableWeights), "0 or more");
        }

        Require(LastEvents is >= 1 and <= 100, nameof(LastEvents), "from 1 to 100");
        Require(LastTableEvents is >= 1 and <= 100, nameof(LastTableEvents), "from 1 to 100");
        Require(Decay is > 0 and <= 1, nameof(Decay), "above 0 and at most 1");
        Require(TableDecay is > 0 and <= 1, nameof(TableDecay), "above 0 and at most 1");
        Require(HalfLifeDays >= 0 && float.IsFinite(HalfLifeDays), nameof(HalfLifeDays), "0 or more days");
        Require(CartWeight is >= 0 and <= 100, nameof(CartWeight), "from 0 to 100");
        Require(Candidates is >= 1 and <= 10_000, nameof(Candidates), "from 1 to 10,000");
        Require(TargetRecall is > 0 and <= 1, nameof(TargetRecall), "above 0 and at most 1");
        Require(RankedCandidates is >= 1 and <= 1000, nameof(RankedCandidates), "from 1 to 1,000");
    }

    /// <summary>Whether products of an event of this kind are left out.</summary>
    internal bool Excludes(ShopperEventKind kind) => kind switch
    {
        ShopperEventKind.View => ExcludesViewed,
        ShopperEventKind.Cart => ExcludesCart,
        _ => ExcludesPurchased,
    };

    internal float WeightOf(int table) => table < TableWeights.Count ? TableWeights[table] : DefaultTableWeight;

    private static void Require(bool isTrue, string name, string range)
    {
        if (!isTrue)
        {
            throw new ArgumentException($"{name} of the placement must be {range}");
        }
    }
}
