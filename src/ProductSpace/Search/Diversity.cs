namespace ProductSpace.Search;

/// <summary>
/// How unlike each other the results of a search have to be, as the caller said it; the default value asks for nothing.
/// <see cref="DiversityPlan"/> is what becomes of it once it was checked.
/// </summary>
internal readonly record struct Diversity
{
    private readonly float _lambda;

    /// <summary>Weight of the similarity to the query, above 0 to 1.</summary>
    public float Lambda
    {
        get => _lambda == 0 ? 1 : _lambda;
        init => _lambda = value;
    }

    /// <summary>The facet whose values are groups; null for none.</summary>
    public string? Facet { get; init; }

    /// <summary>The level whose categories are groups; 0 for none.</summary>
    public int CategoryLevel { get; init; }

    /// <summary>Results that one group may have; 0 without groups.</summary>
    public int MostPerGroup { get; init; }
}
