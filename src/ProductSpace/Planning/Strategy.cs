using ProductSpace.Search;

namespace ProductSpace.Planning;

/// <summary>
/// What the executor can run; each but None and CellsThenGraph is one file of Search. A plan names up to three of them
/// in a row.
/// </summary>
internal enum Strategy
{
    /// <summary>Nothing: no product of the base can match.</summary>
    None = 0,

    /// <summary>A walk over the HNSW graph.</summary>
    Graph,

    /// <summary>The nearest cells.</summary>
    Cells,

    /// <summary>A few cells, whose best rows are where a walk over the graph starts.</summary>
    CellsThenGraph,

    /// <summary>A walk over the whole graph whose matches are the answer.</summary>
    FilteredGraph,

    /// <summary>A walk over the matches alone, from the nearest cells that hold some.</summary>
    MatchGraph,

    /// <summary>The cells that hold matches, the nearest first; a walk over the matches alone may take over.</summary>
    FilteredCells,

    /// <summary>Every match.</summary>
    Scan,

    /// <summary>Every match, most of them judged by the first 64 of their codes.</summary>
    PrefixScan,

    /// <summary>
    /// As PrefixScan, the groups of cells nearest to the query first, until few hits are expected in the rest.
    /// </summary>
    GroupedPrefixScan,
}
