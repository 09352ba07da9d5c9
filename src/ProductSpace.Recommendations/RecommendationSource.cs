namespace ProductSpace.Recommendations;

/// <summary>Where a recommendation is from.</summary>
public enum RecommendationSource
{
    /// <summary>It is near what was viewed: most of its score is from the vectors.</summary>
    Vectors,

    /// <summary>Others went on to it: most of its score is from an item table.</summary>
    Table,

    /// <summary>It fills up the answer: popular in the category of the product viewed last.</summary>
    PopularInCategory,

    /// <summary>It fills up the answer: popular in the categories above, in the shop, or just a match.</summary>
    PopularInShop,

    /// <summary>
    /// A part of a score, never a source of a product: it lies in or near the category of the last event.
    /// </summary>
    Category,

    /// <summary>The shopper bought it before.</summary>
    Bought,

    /// <summary>A rule of the merchandiser boosts it: most of its score is from rules.</summary>
    Rules,

    /// <summary>It is pinned to its slot.</summary>
    Pin,

    /// <summary>Its slot is for exploration.</summary>
    Exploration,
}
