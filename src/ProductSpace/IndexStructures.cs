namespace ProductSpace;

/// <summary>Structures that a snapshot has for searches. Exact answers do not depend on them.</summary>
public enum IndexStructures
{
    /// <summary>HNSW graph and searchable cells: the fastest searches of all but small shops.</summary>
    Both = 0,

    /// <summary>Graph alone: a smaller file; searches with a high recall target may be slower.</summary>
    Graph = 1,

    /// <summary>
    /// Cells alone: built in a fraction of the time, for shops that rebuild every hour. Searches cost more, and
    /// <see cref="SearchOptions.EfSearch"/> is refused.
    /// </summary>
    Cells = 2,

    /// <summary>
    /// Neither: every search looks at all products or at all matches, and every answer is exact. For small shops, where
    /// it takes about as long as a walk: the smallest file, built in milliseconds.
    /// <see cref="SearchOptions.EfSearch"/> and the recall target have no effect.
    /// </summary>
    Scan = 3,

    /// <summary>
    /// The build decides: <see cref="Scan"/> for up to 8,192 products whose codes, a byte a number, take at most 1 MiB
    /// (8,192 products of 128 numbers, 2,730 of 384), <see cref="Both"/> for more, and where
    /// <see cref="BuildOptions.M"/> or <see cref="BuildOptions.EfConstruction"/> is set. No snapshot has this value.
    /// </summary>
    Auto = 4,
}
