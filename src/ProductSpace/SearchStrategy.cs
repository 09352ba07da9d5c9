using ProductSpace.Search;

namespace ProductSpace;

/// <summary>How an answer was found.</summary>
public enum SearchStrategy
{
    /// <summary>Nothing had to be searched: no products match, or no places were given.</summary>
    None = 0,

    /// <summary>A walk over the HNSW graph; recall as calibrated.</summary>
    Graph = 1,

    /// <summary>Every matching product was looked at: the exact answer.</summary>
    Scan = 2,

    /// <summary>
    /// A walk that found too few products that match or that the caps of a diversity allow, finished by a scan; where matches
    /// lie scattered and no caps are set, a scan as <see cref="PrefixScan"/>.
    /// </summary>
    GraphThenScan = 3,

    /// <summary>The nearest cells were scanned, without the graph; recall as calibrated, under a filter as estimated on the way.</summary>
    Cells = 4,

    /// <summary>
    /// A walk that began at what a scan of a few cells gave; recall as calibrated. Under a filter a walk over the products
    /// that match alone, where the query's cells told that most of them would have to be looked at.
    /// </summary>
    CellsThenGraph = 5,

    /// <summary>
    /// A walk that met too few products that match, for the filter is unlike the query, and was ended early or at its end;
    /// then the cells that hold some, and from these, where they tell little, a walk over the matches alone. Recall as asked for.
    /// </summary>
    GraphThenCells = 6,

    /// <summary>
    /// Matching products that lie scattered were looked at, most of them by the first 64 of their codes alone. Where there are many, those
    /// of the nearest groups of cells come first, and the scan ends when hardly any of the nearest is expected in the rest.
    /// Recall as asked for.
    /// </summary>
    PrefixScan = 7,
}
