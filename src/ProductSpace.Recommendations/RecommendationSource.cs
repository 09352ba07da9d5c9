namespace ProductSpace.Recommendations;

/// <summary>Where a recommendation is from. Tokens hold these numbers, so they never change.</summary>
public enum RecommendationSource
{
    /// <summary>It is near what was viewed: most of its score is from the vectors.</summary>
    Vectors = 0,

    /// <summary>Others went on to it: most of its score is from an item table.</summary>
    Table = 1,

    /// <summary>It fills up the answer: popular in the category of the product viewed last.</summary>
    PopularInCategory = 2,

    /// <summary>It fills up the answer: popular in the categories above, in the shop, or just a match.</summary>
    PopularInShop = 3,

    /// <summary>
    /// A part of a score, never a source of a product: it lies in or near the category of the last event.
    /// </summary>
    Category = 4,

    /// <summary>The shopper bought it before.</summary>
    Bought = 5,

    /// <summary>A rule of the merchandiser boosts it: most of its score is from rules.</summary>
    Rules = 6,

    /// <summary>It is pinned to its slot.</summary>
    Pin = 7,

    /// <summary>Its slot is for exploration.</summary>
    Exploration = 8,
}
