namespace ProductSpace;

/// <summary>Which roads a snapshot is built for. Every snapshot can be scanned; the exact answers are the same.</summary>
public enum IndexStructures
{
    /// <summary>The HNSW graph and searchable cells: the fastest searches, filtered ones too.</summary>
    Both = 0,

    /// <summary>The graph alone: a smaller file; a search with a high recall target may be slower.</summary>
    Graph = 1,

    /// <summary>
    /// Cells alone: built in a small part of the time, for who rebuilds every hour. A search costs more: under a
    /// filter it looks at the cells that hold matches, or at all matches; <see cref="SearchOptions.EfSearch"/> has nothing to act on.
    /// </summary>
    Cells = 2,
}
