namespace ProductSpace;

/// <summary>
/// How unlike each other the results of a search have to be; the default value asks for nothing. Both demands can be made
/// at once, and both choose among more candidates than results, found by the same search.
/// </summary>
/// <example><code>new SearchOptions { Diversity = new() { Lambda = 0.7f, Facet = "brand", MostPerGroup = 2 } }</code></example>
public readonly record struct Diversity
{
    private readonly float _lambda;

    /// <summary>
    /// Weight of the similarity to the query against that to the results before (maximal marginal relevance), above 0 to 1;
    /// 1 by default, which leaves the order to the similarity. Below 1, results stand in the order in which they were
    /// chosen: their similarities need not descend.
    /// </summary>
    public float Lambda
    {
        get => _lambda == 0 ? 1 : _lambda;
        init => _lambda = value;
    }

    /// <summary>The facet whose values are groups, such as brand; null for none. A product of several values belongs to the first in the order of their bytes, one without a value to no group.</summary>
    public string? Facet { get; init; }

    /// <summary>The level of the primary category path whose categories are groups, in place of a facet: 1 is the top; up to 16, 0 for none. Products of a shorter path are grouped by that, those without a category belong to no group.</summary>
    public int CategoryLevel { get; init; }

    /// <summary>Results that one group may have, with <see cref="Facet"/> or <see cref="CategoryLevel"/>; 0 without.</summary>
    public int MostPerGroup { get; init; }
}
