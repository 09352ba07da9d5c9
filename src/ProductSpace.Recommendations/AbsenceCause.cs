namespace ProductSpace.Recommendations;

/// <summary>Why a product is not among the recommendations.</summary>
public enum AbsenceCause
{
    /// <summary>It is among them.</summary>
    None,

    /// <summary>The index has no product of this ordinal, or a delta removed or replaced it.</summary>
    Gone,

    /// <summary>The caller excludes it.</summary>
    Excluded,

    /// <summary>The shopper viewed, carted or bought it, and the placement leaves such products out.</summary>
    AlreadyKnown,

    /// <summary>It does not match the filter.</summary>
    Filtered,

    /// <summary>It has no vector in the space that is asked, and the placement asks the vectors.</summary>
    WithoutVector,

    /// <summary>There is no known event, and others are more popular.</summary>
    LessPopular,

    /// <summary>Others have higher scores, also if every product is scored.</summary>
    LowerScore,

    /// <summary>
    /// Its score is high enough, but the search for candidates missed it: raise the placement's target or candidates.
    /// </summary>
    MissedByTheSearch,

    /// <summary>The tables alone are asked, and none names it after the shopper's events.</summary>
    NotInATable,

    /// <summary>It is less similar to the session than the rules ask for.</summary>
    BelowMinSimilarity,

    /// <summary>Its score is high enough, but its group has all the places that the rules allow it.</summary>
    GroupLimited,

    /// <summary>Its score is high enough, but one before it is nearly the same, and the rules fold these.</summary>
    Folded,

    /// <summary>
    /// Its score is high enough, but the rules give its place away: to a pin, a reserved slot, the exploration, or for
    /// diversity.
    /// </summary>
    Displaced,
}
