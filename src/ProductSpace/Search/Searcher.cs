using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// The ways to answer a prepared query over one space, without allocation:
/// <list type="bullet">
/// <item>the walk: upper layers, layer 0 with a pool of efSearch, then the exact form of the best few (re-rank);</item>
/// <item>the cells: the 4-bit codes of the nearest ones, then re-rank, or a walk of layer 0 from what they gave;</item>
/// <item>the scan: codes of all matching rows, then the exact form of all that could be among the nearest; where rows lie
/// scattered and the answer need not be exact, the whole codes of only those whose first ones are promising.</item>
/// </list>
/// All leave the answer in the scratch's top list. Whatever a forged file says, rows and ordinals are bounded here.
/// </summary>
internal static partial class Searcher
{
    /// <summary>Pool nodes measured exactly for k results: codes of 7 bits lose no recall with this many (measured).</summary>
    public static int RerankDepth(int k) => Math.Max(20, 2 * k);

    /// <summary>
    /// Goes the way that a question was given, up to a scan. Where <see cref="Course.NeedsScan"/> says so of the road that
    /// is returned, <see cref="Scan"/> must follow.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchStrategy Take(SpaceView space, SearchContext scratch, Course course, int k, ReadOnlySpan<int> seeds, SpaceFilter? filter) =>
        scratch.Excluded.Hides
            ? DeltaOversampling.Take(space, scratch, course, k, seeds, filter)
            : TakeOnce(space, scratch, course, k, seeds, filter);

    /// <summary>The same, without a look at how many of what was met a delta hides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SearchStrategy TakeOnce(SpaceView space, SearchContext scratch, Course course, int k, ReadOnlySpan<int> seeds, SpaceFilter? filter)
    {
        if (filter is not null)
        {
            return TakeFiltered(space, scratch, course, k, seeds, filter);
        }

        if (course.Cells > 0)
        {
            SearchCells(space, space.Cells!, scratch, course.Cells, course.CellEf, k, seeds, course.MeasuredK);
            scratch.HasFound = true;
            bool answered = scratch.Budget.IsCut || IsFilled(scratch, k);
            return !answered ? SearchStrategy.Scan : course.CellEf > 0 ? SearchStrategy.CellsThenGraph : SearchStrategy.Cells;
        }

        if (course.Pool > 0)
        {
            Walk(space, scratch, course.Pool, k, seeds);
            scratch.HasFound = true;
            return IsFilled(scratch, k) || scratch.Budget.IsCut ? SearchStrategy.Graph : SearchStrategy.GraphThenScan;
        }

        scratch.HasFound = false;
        return SearchStrategy.Scan;
    }

    /// <summary>
    /// The same under a filter: a walk that meets too few matches is followed by the cells that hold some, if the planner
    /// found them cheaper than the scan.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static SearchStrategy TakeFiltered(SpaceView space, SearchContext scratch, Course course, int k, ReadOnlySpan<int> seeds, SpaceFilter filter)
    {
        scratch.HasFound = false;
        if (course.Pool > 0)
        {
            bool trusted = WalkFiltered(space, scratch, course.Pool, k, seeds, filter.Rows);
            scratch.HasFound = true;
            if (scratch.Budget.IsCut || (trusted && IsFilled(scratch, k)))
            {
                return SearchStrategy.Graph;
            }
        }

        if (course.Missed > 0)
        {
            bool walked = SearchPassing(space, filter, scratch, k, course.Missed, FilteredCellSearch.NeedsRounds(filter.Cells!), course.Offer);
            scratch.HasFound = true;
            if (scratch.Budget.IsCut || IsFilled(scratch, k))
            {
                return course.Pool > 0 ? SearchStrategy.GraphThenCells : walked ? SearchStrategy.CellsThenGraph : SearchStrategy.Cells;
            }
        }

        return course.Pool > 0 ? SearchStrategy.GraphThenScan : course.HeadTarget > 0 && !scratch.Caps.IsOn ? SearchStrategy.PrefixScan : SearchStrategy.Scan;
    }

    /// <summary>Walks with a pool of <paramref name="ef"/> from the entry point and the seeds (slots).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Walk(SpaceView space, SearchContext scratch, int ef, int k, ReadOnlySpan<int> seeds)
    {
        WalkScratch walk = scratch.Walk;
        QueryScorer scorer = new(scratch.Query.Codes);
        walk.Begin(ef, space.Count);
        Graph.Walk.Enter(space.Base, scorer, EntryNode(space, scorer, walk), walk);
        SearchFrom(space, scorer, scratch, seeds);
        scratch.Budget.Spend(walk.Scored);
        Rerank(space, scratch, k, filter: null);
    }

    /// <summary>
    /// The same, with those of the pool that match as the answer. False where so few passed the filter that it is unlike the
    /// query, under which a walk loses recall; where the first nodes tell it the walk ends with them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool WalkFiltered(SpaceView space, SearchContext scratch, int ef, int k, ReadOnlySpan<int> seeds, RowSet filter)
    {
        const int scoredOfNode = 8;
        WalkScratch walk = scratch.Walk;
        QueryScorer scorer = new(scratch.Query.Codes);
        walk.Begin(ef, space.Count);
        Graph.Walk.Enter(space.Base, scorer, EntryNode(space, scorer, walk), walk);
        foreach (int seed in seeds)
        {
            Graph.Walk.Enter(space.Base, scorer, space.NodeOf(seed), walk);
        }

        int sample = FilterPlanner.SampleFor(ef, space.Count, filter);
        Graph.Walk.SearchLayer(space.Base, scorer, walk, new Halt(scratch.Budget, walk.Scored + (scoredOfNode * sample)));
        int met = Math.Min(sample, walk.Pool.Count);
        int passing = 0;
        for (int i = 0; i < met; i++)
        {
            passing += filter.Contains(walk.Pool.Node(i)) ? 1 : 0;
        }

        bool trusted = passing >= FilterPlanner.LeastPassed(met, space.Count, filter, part: 5);
        if (trusted && !scratch.Budget.IsCut)
        {
            SearchFrom(space, scorer, scratch, []);
        }

        scratch.Budget.Spend(walk.Scored);
        int passed = Rerank(space, scratch, k, filter);
        return trusted && passed >= Math.Min(RerankDepth(k), FilterPlanner.LeastPassed(ef, space.Count, filter, part: 2));
    }

    /// <summary>
    /// Scans the nearest cells; their best rows are the answer (<paramref name="ef"/> 0) or where a walk with a pool of
    /// <paramref name="ef"/> starts, beside the seeds. Where the settings were measured at a larger k than is asked,
    /// <paramref name="measuredK"/> says so: 4 bits misplace many, and with fewer kept than were measured recall is lost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SearchCells(SpaceView space, CellView view, SearchContext scratch, int cells, int ef, int k, ReadOnlySpan<int> seeds, int measuredK = 0)
    {
        WalkScratch walk = scratch.Walk;
        QueryScorer scorer = new(scratch.Query.Codes);
        int pool = Math.Max(ef, Widened(scratch, RerankDepth(Math.Max(k, measuredK))) + scratch.Excluded.Count);
        walk.Begin(ef > 0 ? ef : pool, space.Count);
        Span<int> starts = scratch.Cells.Find(view, scratch.Query, space.Model.Dimension, cells, SurvivorsOf(cells, pool), scratch.Budget);
        scratch.Budget.Spend(scratch.Cells.Scanned);
        scratch.CellsScanned = scratch.Cells.Scanned;
        if (!space.EqualRows.IsEmpty)
        {
            foreach (ref int start in starts)
            {
                start = Math.Max(0, space.NodeOf(start));
            }
        }

        Graph.Walk.Enter(space.Base, scorer, starts, walk);
        if (ef > 0)
        {
            SearchFrom(space, scorer, scratch, seeds);
        }

        scratch.Budget.Spend(walk.Scored);
        Rerank(space, scratch, k, filter: null);
    }

    /// <summary>
    /// Looks at the cells that hold matches, the nearest first, until only about so many of the k nearest matches are
    /// expected in the rest; or, where that would be far off, walks over the matches from those found, if that is offered.
    /// True if it walked.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool SearchPassing(SpaceView space, SpaceFilter filter, SearchContext scratch, int k, double missed, bool inRounds, GraphOffer offer = default)
    {
        const int manyCells = 1024;
        FilteredCellSearch probe = scratch.Filtered;
        CandidateRefiner refiner = scratch.CandidateRefiner;
        int wanted = Widened(scratch, k) + scratch.Excluded.Count;
        int pool = Widened(scratch, RerankDepth(k)) + scratch.Excluded.Count;
        Span<ulong> near = probe.Find(space, filter, scratch.Query, wanted, pool, missed / 2, scratch.Budget, inRounds, offer);
        scratch.Budget.Spend(probe.Scanned + probe.Gathered);
        if (probe.LeavesToWalk && !scratch.Budget.IsCut)
        {
            WalkMatches(space, filter, scratch, near, offer.Ef, k);
            return true;
        }

        ReadOnlySpan<int> rows = refiner.Best(space, scratch.Query, near, wanted, missed / 2, pool, looksBefore: probe.Scanned > manyCells ? 3 : 2);
        scratch.Budget.Spend(refiner.Scored);
        scratch.CellsScanned = probe.Scanned;
        scratch.PassingScored = probe.Gathered + refiner.Scored;
        if (!scratch.HasFound)
        {
            scratch.Top.Reset(k);
        }

        foreach (int row in rows)
        {
            space.Exact.Prefetch(row);
        }

        // Rows stand for themselves here: equal ones have places of their own in the cells.
        foreach (int row in rows)
        {
            Measure(space, scratch, row, filter.Rows);
        }

        return false;
    }

    /// <summary>
    /// Walks layer 0 over nodes that stand for matches alone, from the nearest places that the cells gave: a wide filter leaves
    /// the graph connected, so that none but matches are scored, however unlike the query they are.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WalkMatches(SpaceView space, SpaceFilter filter, SearchContext scratch, Span<ulong> near, int ef, int k)
    {
        WalkScratch walk = scratch.Walk;
        long before = walk.Scored;
        QueryScorer scorer = new(scratch.Query.Codes);
        ef = Math.Max(ef, Widened(scratch, RerankDepth(k))) + scratch.Excluded.Count;
        walk.BeginAmong(ef, space.Count, filter.Nodes.Words);
        if (near.Length > ef)
        {
            Selection.Partition(near, ef);
            near = near[..ef];
        }

        Span<int> starts = scratch.Rows;
        for (int first = 0; first < near.Length; first += starts.Length)
        {
            int count = Math.Min(starts.Length, near.Length - first);
            for (int i = 0; i < count; i++)
            {
                starts[i] = Math.Max(0, space.NodeOf(space.Cells!.RowAt((uint)near[first + i])));
            }

            Graph.Walk.Enter(space.Base, scorer, starts[..count], walk);
        }

        if (scratch.Budget.IsLimited)
        {
            Graph.Walk.SearchLayer(space.Base, scorer, walk, new Limited(scratch.Budget));
        }
        else
        {
            Graph.Walk.SearchLayer(space.Base, scorer, walk, default(Unlimited));
        }

        scratch.Budget.Spend(walk.Scored);
        scratch.CellsScanned = scratch.Filtered.Scanned;
        scratch.PassingScored = scratch.Filtered.Gathered + (int)walk.Scored;
        walk.Scored = before;
        Rerank(space, scratch, k, filter.Rows, keep: scratch.HasFound);
    }

    /// <summary>Searches layer 0 from what is in the pool and from the seeds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SearchFrom(SpaceView space, in QueryScorer scorer, SearchContext scratch, ReadOnlySpan<int> seeds)
    {
        WalkScratch walk = scratch.Walk;
        foreach (int seed in seeds)
        {
            Graph.Walk.Enter(space.Base, scorer, space.NodeOf(seed), walk);
        }

        if (scratch.Budget.IsLimited)
        {
            Graph.Walk.SearchLayer(space.Base, scorer, walk, new Limited(scratch.Budget));
        }
        else
        {
            Graph.Walk.SearchLayer(space.Base, scorer, walk, default(Unlimited));
        }
    }

    /// <summary>Places for what is alive among what a delta hides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Widened(SearchContext scratch, int places) => scratch.Width > 1 ? (int)Math.Min(int.MaxValue / 4, places * scratch.Width) : places;

    /// <summary>Whether as many were found as were asked for, under the caps as well, if there are any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFilled(SearchContext scratch, int k) => scratch.Top.Count == k && (!scratch.Caps.IsOn || scratch.Caps.IsFilled());

    /// <summary>Rows that are scored by their 7-bit codes after a scan: 4 bits misplace the more of them the more there are.</summary>
    private static int SurvivorsOf(int cells, int pool) => Math.Max(pool, 40 + (cells / 3));

    /// <summary>Goes down the upper layers to a node of layer 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int EntryNode(SpaceView space, in QueryScorer scorer, WalkScratch walk)
    {
        int node = space.EntryPoint;
        if (space.Upper.Length > 0)
        {
            node = 0;
            for (int i = space.Upper.Length - 1; i >= 0; i--)
            {
                node = Graph.Walk.Descend(space.Upper[i], scorer, node, walk);
                node = space.Upper[i].Below[node];
                int nodesBelow = i > 0 ? space.Upper[i - 1].Count : space.Count;
                node = (uint)node < (uint)nodesBelow ? node : 0;
            }
        }

        return node;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Rerank(SpaceView space, SearchContext scratch, int k, RowSet? filter, bool keep = false)
    {
        SearchPool pool = scratch.Walk.Pool;
        int depth = RerankDepth(k) + scratch.Excluded.Count;
        if (!keep)
        {
            scratch.Top.Reset(k);
        }

        GroupLimitedTopK caps = scratch.Caps;
        bool capped = caps.IsOn;
        bool hasEqualRows = !space.EqualRows.IsEmpty;
        int ahead = 0;
        int passed = 0;

        // Where few groups hold the nearest, the rest of the pool is looked at too.
        for (int i = 0; i < pool.Count && (passed < depth || (capped && !caps.IsFull)); i++)
        {
            for (; ahead < Math.Min(pool.Count, i + 16); ahead++)
            {
                space.Exact.Prefetch(pool.Node(ahead));
            }

            int node = pool.Node(i);
            bool any = Measure(space, scratch, node, filter);
            if (hasEqualRows)
            {
                long pairs = space.EqualRows.Length / 2;
                for (long pair = EqualRows.IndexOf(space.EqualRows, node); pair < pairs && space.EqualRows[2 * pair] == node; pair++)
                {
                    any |= Measure(space, scratch, space.EqualRows[(2 * pair) + 1], filter);
                }
            }

            passed += any ? 1 : 0;
        }

        return passed;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Measure(SpaceView space, SearchContext scratch, int row, RowSet? filter)
    {
        if ((uint)row >= (uint)space.Count || (filter is not null && !filter.Contains(row)))
        {
            return false;
        }

        if (!space.TryGetOrdinal(row, out int ordinal))
        {
            return false;
        }

        // One that a delta hides is as if it did not match: it fills no place of the depth.
        if (scratch.Excluded.IsHidden(ordinal))
        {
            return false;
        }

        if (!scratch.Excluded.IsListed(ordinal))
        {
            scratch.Add(space.Exact.Similarity(row, scratch.Query.High, scratch.Query.Low), ordinal);
        }

        return true;
    }
}
