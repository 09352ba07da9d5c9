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
    /// <summary>Cells that are scanned between two looks at the budget.</summary>
    private const int CellsOfStep = 8;

    /// <summary>Starts entered between two looks at the time.</summary>
    private const int StartsAtOnce = 1024;

    private readonly CellChoice _choice = new();
    private readonly BlockCollector _collector = new();
    private int[] _rows = [];

    /// <summary>Centroids compared by the last search.</summary>
    public int Compared => _choice.Compared;

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
        QueryScorer scorer = new(context.Query.CodesOfWalk(space.Model));
        int depth = Math.Max(context.Hits.WalkDepthFor(space, k), WorkModel.RerankDepth(space, calibratedK));
        int pool = Math.Max(ef, context.Oversample(depth) + context.Hits.Excluded.Count);
        walk.Begin(ef > 0 ? ef : pool, space.Count);
        Enter(space, context, scorer, cells, SurvivorsOf(cells, pool));
        if (ef > 0)
        {
            GraphSearch.Continue(space, scorer, context, seeds);
        }

        context.Budget.Spend(walk.Scored);
        Reranking.Run(space, context, k, filter: null);
        return new SearchWork(walk.Scored, Scanned) { IsComplete = context.Budget.IsCut || context.Hits.IsFilled };
    }

    /// <summary>
    /// Enters the best rows of the nearest cells into the pool of a walk that has begun, as many as a walk of any k
    /// starts from: what they lack, it finds.
    /// </summary>
    /// <param name="space">With cells.</param>
    /// <param name="context">Of the walk.</param>
    /// <param name="scorer">Of the walk.</param>
    /// <param name="cells">Cells to scan.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(SpaceView space, SearchContext context, in QueryScorer scorer, int cells) =>
        Enter(space, context, scorer, cells, SurvivorsOf(cells, pool: 0));

    /// <summary>
    /// The share of the products around the query that match, by the groups of cells nearest to it; for
    /// <see cref="StartAmong"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double LookAround(SpaceView space, SearchContext context, CellSet matching)
    {
        Scanned = 0;
        return _choice.LookAround(space.Cells!, context.Query.Codes, matching, context.Budget);
    }

    /// <summary>
    /// Enters the best matches of the nearest cells that hold some, after a <see cref="LookAround"/>.
    /// </summary>
    /// <param name="space">With cells.</param>
    /// <param name="context">Of a walk over matches that has begun.</param>
    /// <param name="scorer">Of the walk.</param>
    /// <param name="cells">Cells to scan.</param>
    /// <param name="matching">What matches.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void StartAmong(
        SpaceView space, SearchContext context, in QueryScorer scorer, int cells, CellSet matching)
    {
        CellView view = space.Cells!;
        int most = SurvivorsOf(cells, pool: 0);
        ReadOnlySpan<ulong> chosen = _choice.ChooseAmong(
            view, context.Query.Codes, Math.Min(cells, matching.Passing), matching, context.Budget);
        _collector.Begin(view, context.Query, space.Model.Dimension, most);
        Scan(view, chosen, most, context.Budget, matching);
        Enter(space, context, scorer, ToRows(view));
    }

    /// <summary>
    /// The up to <paramref name="most"/> rows nearest by their 4-bit codes among the <paramref name="cells"/> cells
    /// that lie nearest by centroid; in no order. Where the budget ends the scan, they are the nearest of the cells
    /// until then.
    /// </summary>
    public Span<int> Find(
        CellView view, PreparedQuery query, int dimension, int cells, int most, SearchBudget? budget = null)
    {
        ReadOnlySpan<ulong> chosen = _choice.Choose(view, query.Codes, Math.Min(cells, view.Count), budget);
        _collector.Begin(view, query, dimension, most);
        Scan(view, chosen, most, budget, matching: null);
        return ToRows(view);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(SpaceView space, SearchContext context, in QueryScorer scorer, int cells, int most) => Enter(
        space,
        context,
        scorer,
        Find(space.Cells!, context.Query, space.Model.Dimension, cells, most, context.Budget));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Enter(SpaceView space, SearchContext context, in QueryScorer scorer, Span<int> starts)
    {
        context.Budget.Spend(Scanned);
        if (!space.EqualRows.IsEmpty)
        {
            foreach (ref int start in starts)
            {
                start = Math.Max(0, space.NodeOf(start));
            }
        }

        if (space.IsScarce)
        {
            foreach (int start in starts)
            {
                space.Codes.RequestPages(start);
            }
        }

        SearchBudget limit = context.Budget;
        for (int first = 0; first < starts.Length; first += StartsAtOnce)
        {
            if (limit.IsLimited && first > 0 && limit.IsLate())
            {
                break;
            }

            int count = Math.Min(StartsAtOnce, starts.Length - first);
            Graph.Walk.Enter(space.Base, scorer, starts.Slice(first, count), context.Walk);
        }
    }

    /// <summary>
    /// Rows that are scored by their 7-bit codes after a scan: 4 bits misplace the more of them the more there are.
    /// </summary>
    private static int SurvivorsOf(int cells, int pool) => Math.Max(pool, 40 + (cells / 3));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(
        CellView view, ReadOnlySpan<ulong> chosen, int most, SearchBudget? budget, CellSet? matching)
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
            uint places = matching is null ? view.PlacesOf(cell) : matching.MaskOf(cell) & view.PlacesOf(cell);
            collector.AddBlock(view, cell, DotKey.Dot(chosen[i]), places);
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
