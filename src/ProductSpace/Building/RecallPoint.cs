namespace ProductSpace.Building;

/// <summary>Counts of one run over a query set. They can be added.</summary>
internal readonly record struct RecallPoint
{
    public long Hits { get; init; }

    public long Wanted { get; init; }

    /// <summary>Number of centroids compared.</summary>
    public long Compared { get; init; }

    /// <summary>Number of vectors scored by their 7-bit codes.</summary>
    public long Scored { get; init; }

    public long Hops { get; init; }

    public int Queries { get; init; }

    /// <summary>Recall in units of 1/65535.</summary>
    public int Recall => (int)(Hits * ushort.MaxValue / Math.Max(1, Wanted));

    public static RecallPoint operator +(RecallPoint a, RecallPoint b) => new()
    {
        Hits = a.Hits + b.Hits,
        Wanted = a.Wanted + b.Wanted,
        Compared = a.Compared + b.Compared,
        Scored = a.Scored + b.Scored,
        Hops = a.Hops + b.Hops,
        Queries = a.Queries + b.Queries,
    };
}
