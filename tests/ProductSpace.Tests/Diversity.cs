namespace ProductSpace.Tests;

/// <summary>The diversity of a question as the model of the tests takes it; the default value asks for none.</summary>
internal readonly record struct Diversity
{
    private readonly float _lambda;

    public float Lambda
    {
        get => _lambda == 0 ? 1 : _lambda;
        init => _lambda = value;
    }

    public string? Facet { get; init; }

    public int CategoryLevel { get; init; }

    /// <summary>Results that one group may have; 0 without groups.</summary>
    public int Max { get; init; }

    public static Diversity Of(SearchOptions options) => new()
    {
        Lambda = options.DiversityLambda,
        Facet = options.GroupLimit.Facet,
        CategoryLevel = options.GroupLimit.CategoryLevel,
        Max = options.GroupLimit.Max,
    };

    public SearchOptions AddTo(SearchOptions options) => options with
    {
        DiversityLambda = Lambda,
        GroupLimit = Max == 0 ? default
            : Facet is null ? GroupLimit.ByCategory(CategoryLevel, Max)
            : GroupLimit.ByFacet(Facet, Max),
    };
}
