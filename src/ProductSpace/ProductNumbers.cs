namespace ProductSpace;

/// <summary>What a ranker asks of a product, read in one go; numbers only, so that nothing is allocated.</summary>
internal struct ProductNumbers
{
    /// <summary>Stands for a price or a time that is unknown.</summary>
    public const long Unknown = long.MinValue;

    /// <summary>Price in minor units; <see cref="Unknown"/> where it has none.</summary>
    public long Price;

    /// <summary>First seen, as Unix time in milliseconds; <see cref="Unknown"/> where it has none.</summary>
    public long FirstSeen;

    /// <summary>
    /// Number of the primary category, or of its longest known prefix where a delta wrote a new one; -1 for an ordinal
    /// that is none.
    /// </summary>
    public int Category;

    /// <summary>Popularity, 0 where it is unknown.</summary>
    public float Popularity;

    /// <summary>Whether it becomes more popular, in doublings; 0 where that is unknown.</summary>
    public float Trend;

    public bool IsInStock;

    /// <summary>Number of parts that its path shares with that of the category it was compared with.</summary>
    public int SharedDepth;
}
