using ProductSpace.Search;

namespace ProductSpace;

/// <summary>Strategy by which a search found its answer.</summary>
public enum SearchStrategy
{
    /// <summary>No search was needed: no product matches, or the span for results is empty.</summary>
    None = 0,

    /// <summary>Graph search (HNSW); recall as calibrated.</summary>
    Graph = 1,

    /// <summary>Scan of every matching product: the exact answer.</summary>
    Scan = 2,

    /// <summary>
    /// Graph search that found too few matching products, or too few that a group limit allows, completed by a scan;
    /// where matches lie scattered and no group limit is set, by a <see cref="PrefixScan"/>.
    /// </summary>
    GraphThenScan = 3,

    /// <summary>
    /// Scan of the nearest cells, without the graph; recall as calibrated, under a filter as estimated.
    /// </summary>
    Cells = 4,

    /// <summary>
    /// Graph search that starts from the results of a scan of a few cells; recall as calibrated. Under a filter it
    /// visits matching products alone.
    /// </summary>
    CellsThenGraph = 5,

    /// <summary>
    /// Graph search that met too few matching products, because the filter is unlike the query, followed by the cells
    /// that hold matches or a graph search of the matches alone. Recall as asked for.
    /// </summary>
    GraphThenCells = 6,

    /// <summary>
    /// Scan of scattered matching products, most of them by the first 64 components of their codes alone. Where there
    /// are many, the nearest groups of cells come first, and the scan ends when the rest is expected to hold almost
    /// none of the nearest products. Recall as asked for.
    /// </summary>
    PrefixScan = 7,
}
