using ProductSpace.Filtering;

namespace ProductSpace.Planning;

/// <summary>
/// The road that a question was given and its settings, the same for one query and for many: cells where
/// <paramref name="Cells"/> is above 0, else a walk where <paramref name="Pool"/> is, else a scan.
/// </summary>
/// <param name="Pool">efSearch of a walk from the entry point.</param>
/// <param name="Cells">Cells to scan.</param>
/// <param name="CellEf">efSearch of the walk after the cells; 0 for none.</param>
internal readonly record struct Course(int Pool, int Cells, int CellEf)
{
    public static bool NeedsScan(Road road) => road is Road.Scan or Road.WalkThenScan;

    /// <summary>Which road was taken, from how many were found and how many nodes of the pool passed the filter.</summary>
    public Road RoadAfter(int found, int passed, int k, int count, RowSet? filter)
    {
        if (Cells > 0)
        {
            return found < k ? Road.Scan : CellEf > 0 ? Road.CellsThenWalk : Road.Cells;
        }

        if (Pool > 0)
        {
            bool enough = found == k && (filter is null || passed >= Planner.LeastPassed(Pool, count, k, filter));
            return enough ? Road.Walk : Road.WalkThenScan;
        }

        return Road.Scan;
    }

    /// <summary>Writes what stands in the top list, and tells how it was found.</summary>
    public SearchResult Report(SearchScratch scratch, Span<Neighbor> hits, Road road, int matches)
    {
        int count = scratch.Top.Count;
        for (int i = 0; i < count; i++)
        {
            hits[i] = new Neighbor(scratch.Top.Ordinal(i), (float)scratch.Top.Similarity(i));
        }

        long walked = Cells > 0 || Pool > 0 ? scratch.Walk.Scored : 0;
        return new SearchResult
        {
            Count = count,
            Road = road,
            Scored = walked + (NeedsScan(road) ? matches : 0),
            CellsScanned = Cells > 0 ? scratch.Cells.Scanned : 0,
            EfSearch = Cells > 0 ? CellEf : Pool,
        };
    }
}
