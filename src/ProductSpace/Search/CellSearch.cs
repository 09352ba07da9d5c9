using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Strategies Cells and CellsThenGraph: the centroids of all groups; the centroids of the cells of the nearest groups;
/// the 4-bit codes of the nearest cells (inverted lists with residual product quantisation, Jegou, Douze and Schmid
/// 2011). Their best rows are the answer, or where a walk over the graph starts. All of it reads memory in order and
/// counts in integers. Scratch of one thread; no allocation once it is large enough.
/// </summary>
internal sealed class CellSearch
{
    /// <summary>Cells whose centroids are compared, for each cell that is scanned.</summary>
    private const int Shortlist = 5;

    private const int MinGroups = 4;

    /// <summary>Cells that are scanned between two looks at the budget.</summary>
    private const int CellsOfStep = 8;

    /// <summary>Centroids compared, or starts entered, between two looks at the time.</summary>
    private const int ComparedAtOnce = 1024;

    private readonly BlockCollector _collector = new();
    private int[] _dots = [];
    private ulong[] _keys = [];
    private ulong[] _cells = [];
    private int[] _rows = [];

    /// <summary>Centroids compared by the last search.</summary>
    public int Compared { get; private set; }

    /// <summary>Cells scanned by the last search.</summary>
    public int Scanned { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SearchWork Run(SpaceView space, SearchContext context, in SearchPlan plan, int k, ReadOnlySpan<int> seeds) =>
        Run(space, context, plan.Cells, plan.EfSearch, k, seeds, plan.CalibratedK);

    /// <summary>Searches the nearest cells, and the graph from what they gave.</summary>
    /// <param name="space">With cells.</param>
    /// <param name="context">Whose hits take the answer.</param>
    /// <param name="cells">Cells to scan.</param>
    /// <param name="ef">Pool of the walk; 0 for none.</param>
    /// <param name="k">Results, at least 1.</param>
    /// <param name="seeds">Slots where the walk starts too.</param>
    /// <param name="calibratedK">
    /// The k at which the settings were measured: 4 bits misplace many rows, and with fewer kept than were measured
    /// recall is lost.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchWork Run(
        SpaceView space, SearchContext context, int cells, int ef, int k, ReadOnlySpan<int> seeds, int calibratedK = 0)
    {
        WalkScratch walk = context.Walk;
        QueryScorer scorer = new(context.Query.Codes);
        int pool = Math.Max(
            ef, context.Oversample(WorkModel.RerankDepth(Math.Max(k, calibratedK))) + context.Hits.Excluded.Count);
        walk.Begin(ef > 0 ? ef : pool, space.Count);
        Span<int> starts = Find(
            space.Cells!, context.Query, space.Model.Dimension, cells, SurvivorsOf(cells, pool), context.Budget);
        context.Budget.Spend(Scanned);
        if (!space.EqualRows.IsEmpty)
        {
            foreach (ref int start in starts)
            {
                start = Math.Max(0, space.NodeOf(start));
            }
        }

        SearchBudget limit = context.Budget;
        for (int first = 0; first < starts.Length; first += ComparedAtOnce)
        {
            if (limit.IsLimited && first > 0 && limit.IsLate())
            {
                break;
            }

            int count = Math.Min(ComparedAtOnce, starts.Length - first);
            Graph.Walk.Enter(space.Base, scorer, starts.Slice(first, count), walk);
        }

        if (ef > 0)
        {
            GraphSearch.Continue(space, scorer, context, seeds);
        }

        context.Budget.Spend(walk.Scored);
        Reranking.Run(space, context, k, filter: null);
        return new SearchWork(walk.Scored, Scanned) { IsComplete = context.Budget.IsCut || context.Hits.IsFilled };
    }

    /// <summary>
    /// The up to <paramref name="most"/> rows nearest by their 4-bit codes among the <paramref name="cells"/> cells
    /// that lie nearest by centroid; in no order. Where the budget ends the scan, they are the nearest of the cells
    /// until then.
    /// </summary>
    public Span<int> Find(
        CellView view, PreparedQuery query, int dimension, int cells, int most, SearchBudget? budget = null)
    {
        ReadOnlySpan<ulong> chosen = Choose(view, query.Codes, Math.Min(cells, view.Count), budget);
        _collector.Begin(view, query, dimension, most);
        Scan(view, chosen, most, budget);
        return ToRows(view);
    }

    /// <summary>
    /// Rows that are scored by their 7-bit codes after a scan: 4 bits misplace the more of them the more there are.
    /// </summary>
    private static int SurvivorsOf(int cells, int pool) => Math.Max(pool, 40 + (cells / 3));

    /// <summary>
    /// The nearest cells by their centroids; fewer where the time is up.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<ulong> Choose(CellView view, sbyte[] query, int cells, SearchBudget? budget)
    {
        bool isLimited = budget is { IsLimited: true };
        int groups = Math.Min(
            view.Groups, Math.Max(MinGroups, (int)((long)cells * Shortlist * view.Groups / Math.Max(1, view.Count))));
        ScratchArray.EnsureCapacity(ref _dots, Math.Max(view.Groups, CellGroups.MaxCells));
        ScratchArray.EnsureCapacity(ref _keys, view.Groups);
        ScratchArray.EnsureCapacity(ref _cells, groups * CellGroups.MaxCells);
        for (int first = 0; first < view.Groups; first += ComparedAtOnce)
        {
            if (isLimited && first > 0 && budget!.IsLate())
            {
                Compared = first;
                return [];
            }

            view.GroupCentroids.DotRange(
                first, query, _dots.AsSpan(first, Math.Min(ComparedAtOnce, view.Groups - first)));
        }

        for (int group = 0; group < view.Groups; group++)
        {
            _keys[group] = DotKey.Of(_dots[group], (uint)group);
        }

        Selection.Partition(_keys.AsSpan(0, view.Groups), groups);
        int count = 0;
        Span<int> dots = _dots.AsSpan(0, CellGroups.MaxCells);
        for (int i = 0; i < groups; i++)
        {
            if (isLimited && i > 0 && i % (ComparedAtOnce / CellGroups.MaxCells) == 0 && budget!.IsLate())
            {
                break;
            }

            (int first, int size) = view.CellsOf((int)(uint)_keys[i]);
            view.Centroids.DotRange(first, query, dots[..size]);
            for (int j = 0; j < size; j++)
            {
                _cells[count++] = DotKey.Of(dots[j], (uint)(first + j));
            }
        }

        Compared = view.Groups + count;
        Span<ulong> all = _cells.AsSpan(0, count);
        if (count > cells)
        {
            Selection.Partition(all, cells);
            all = all[..cells];
        }

        // The nearest first: the bound of the scan is tight early.
        for (int near = all.Length / 4; near >= 4; near /= 4)
        {
            Selection.Partition(all[..(near * 4)], near);
        }

        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(CellView view, ReadOnlySpan<ulong> chosen, int most, SearchBudget? budget)
    {
        const int ahead = 3;
        BlockCollector collector = _collector;
        int stop = budget is { IsLimited: true } ? 0 : int.MaxValue;
        Scanned = chosen.Length;
        for (int i = 0; i < Math.Min(ahead, chosen.Length); i++)
        {
            view.Blocks.Prefetch((int)(uint)chosen[i]);
        }

        for (int i = 0; i < chosen.Length; i++)
        {
            if (i == stop)
            {
                if (budget!.IsSpent(i))
                {
                    Scanned = i;
                    break;
                }

                stop += CellsOfStep;
            }

            if (i + ahead < chosen.Length)
            {
                view.Blocks.Prefetch((int)(uint)chosen[i + ahead]);
            }

            int cell = (int)(uint)chosen[i];
            collector.AddBlock(view, cell, DotKey.Dot(chosen[i]), view.PlacesOf(cell));
            if (collector.IsOverfull)
            {
                collector.Trim(most);
            }
        }

        collector.Trim(most);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Span<int> ToRows(CellView view)
    {
        ReadOnlySpan<ulong> near = _collector.Collected;
        ScratchArray.EnsureCapacity(ref _rows, near.Length);
        int count = 0;
        foreach (ulong key in near)
        {
            int row = view.RowAt((uint)key);
            if (row >= 0)
            {
                _rows[count++] = row;
            }
        }

        return _rows.AsSpan(0, count);
    }
}
