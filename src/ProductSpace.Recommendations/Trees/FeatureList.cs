namespace ProductSpace.Recommendations.Trees;

/// <summary>
/// Names of the features that a ranker can ask, by column. A name stands for one meaning for ever: whoever changes what
/// a feature means gives it a new name, so that a ranker trained on the old one is refused and not misled.
/// </summary>
internal static class FeatureList
{
    /// <summary>Stands for a number that is unknown: far below all others, so that a tree can set it apart.</summary>
    public const float Unknown = -1e6f;

    /// <summary>Place back from the last event that stands for "never".</summary>
    public const float Never = 1000;

    public const int BlendScore = 0;
    public const int BlendPlace = 1;
    public const int BlendGap = 2;
    public const int VectorScore = 3;
    public const int LastSimilarity = 4;
    public const int TableScore = 5;
    public const int LastEntry = 9;
    public const int NamingEvents = 10;
    public const int NamedBack = 11;
    public const int Events = 12;
    public const int TimesSeen = 13;
    public const int SeenBack = 14;
    public const int Popularity = 15;
    public const int PopularityRatio = 16;
    public const int Price = 17;
    public const int PriceRatio = 18;
    public const int PriceRatioLast = 19;
    public const int AgeDays = 20;
    public const int AgeAfterLast = 21;
    public const int CategoryDepth = 22;
    public const int CategoryShare = 23;
    public const int InStock = 24;
    public const int PopularityTrend = 25;

    /// <summary>Number of features.</summary>
    public const int Count = 26;

    /// <summary>The names, in the order of the columns.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "blend-score",
        "blend-place",
        "blend-gap",
        "vector-score",
        "last-similarity",
        "table-score-1",
        "table-score-2",
        "table-score-3",
        "table-score-4",
        "last-entry",
        "naming-events",
        "named-back",
        "events",
        "times-seen",
        "seen-back",
        "popularity",
        "popularity-ratio",
        "price",
        "price-ratio",
        "price-ratio-last",
        "age-days",
        "age-after-last",
        "category-depth",
        "category-share",
        "in-stock",
        "popularity-trend",
    ];
}
