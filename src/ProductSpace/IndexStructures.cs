namespace ProductSpace;

/// <summary>Structures that a snapshot has for searches. Exact answers do not depend on them.</summary>
public enum IndexStructures
{
    /// <summary>HNSW graph and searchable cells: the fastest searches, with and without a filter.</summary>
    Both = 0,

    /// <summary>Graph alone: a smaller file; searches with a high recall target may be slower.</summary>
    Graph = 1,

    /// <summary>
    /// Cells alone: built in a fraction of the time, for shops that rebuild every hour. Searches cost more, and
    /// <see cref="SearchOptions.EfSearch"/> is refused.
    /// </summary>
    Cells = 2,
}
