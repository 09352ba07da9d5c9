using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Planning;

/// <summary>Says of every road what it would cost, and why one is taken: for people, not for the hot path.</summary>
internal static class PlanExplanation
{
    /// <summary>The roads by cost as a search would see them, the taken one marked, and a sentence.</summary>
    public static (List<StrategyEstimate> IndexStructures, string Why) Make(Calibration walks, CellCalibration? cells, SpaceView space, QueryKind kind, int k, float target, SpaceFilter? filter)
    {
        int matches = filter?.Rows.Count ?? space.Count;
        CostModel costs = Planner.CostsOf(space);
        if (matches == 0 || k == 0)
        {
            return ([new StrategyEstimate(SearchStrategy.None) { Taken = true }], "no product matches, or none is asked for");
        }

        bool byHeads = filter is not null && PrefixPruning.Fits(space, filter.Rows, target);
        (double rows, double nanoseconds, bool byGroups) = filter is null
            ? (matches, costs.Scan(Planner.RowsOfScan + matches), false)
            : FilterPlanner.ScanOf(costs, space, filter, k, target);
        StrategyEstimate scan = new(byHeads ? SearchStrategy.PrefixScan : SearchStrategy.Scan) { Scored = rows, Microseconds = nanoseconds / 1000 };
        if (target >= 1)
        {
            return ([scan with { Taken = true }], "a target of 1 asks for the exact answer");
        }

        return filter is null
            ? WithoutFilter(walks, cells, space, kind, k, target, costs, scan)
            : WithFilter(walks, cells, space, filter, kind, k, target, scan, byGroups);
    }

    private static (List<StrategyEstimate> IndexStructures, string Why) WithoutFilter(Calibration walks, CellCalibration? cells, SpaceView space, QueryKind kind, int k, float target, CostModel costs, StrategyEstimate scan)
    {
        SearchPlan plan = Planner.PlanFor(walks, cells, space, kind, k, target);
        List<StrategyEstimate> roads = [scan with { Taken = plan.Cells == 0 && plan.WalkEf == 0 }];
        if (space.HasGraph)
        {
            roads.Add(new StrategyEstimate(SearchStrategy.Graph)
            {
                EfSearch = walks.EfFor(kind, k, target),
                Scored = walks.ScoredFor(kind, k, target),
                Microseconds = plan.WalkMicroseconds,
                Taken = plan.Cells == 0 && plan.WalkEf > 0,
            });
        }

        CellPlan search = cells is null || space.Cells is not Cells.CellView view ? default
            : cells.PlanFor(kind, k, target, Planner.BlockLines(view), costs, space.HasGraph);
        if (search.Cells > 0)
        {
            SearchStrategy road = search.Ef > 0 ? SearchStrategy.CellsThenGraph : SearchStrategy.Cells;
            roads.Add(new StrategyEstimate(road) { Cells = search.Cells, EfSearch = search.Ef, Scored = search.Scored, Microseconds = search.Cost / 1000, Taken = plan.Cells > 0 });
        }

        string why = roads[0].Taken
            ? search.Cells == 0 && !space.HasGraph
                ? "the snapshot has no graph, and its cells were not seen to reach this target at this k"
                : "so few products are there that looking at all of them is cheapest"
            : !space.HasGraph ? "the snapshot has no graph, and cells cost less than looking at all products"
            : plan.Cells > 0 ? "cells promise at least 15 % less work than the walk"
            : cells is null ? "the snapshot was built without searchable cells"
            : "cells promise no 15 % less work than the walk";
        return (ByCost(roads), why);
    }

    private static (List<StrategyEstimate> IndexStructures, string Why) WithFilter(Calibration walks, CellCalibration? cells, SpaceView space, SpaceFilter filter, QueryKind kind, int k, float target, StrategyEstimate scan, bool byGroups)
    {
        SearchPlan plan = FilterPlanner.PlanFor(walks, cells, space, filter, kind, k, target);
        bool byWalk = plan.WalkEf > 0;
        bool byCells = !byWalk && plan.Cells > 0;
        bool canTakeOver = plan.CellEf > 0;
        List<StrategyEstimate> roads = [scan with { Taken = !byWalk && !byCells }];
        if (plan.WalkMicroseconds > 0)
        {
            int pool = FilterPlanner.PoolFor(walks, space, filter.Rows, kind, k, target);
            roads.Add(new StrategyEstimate(SearchStrategy.Graph) { EfSearch = pool, Scored = walks.ScoredAt(kind, k, pool), Microseconds = plan.WalkMicroseconds, Taken = byWalk });
        }

        if (plan.CellMicroseconds > 0)
        {
            int looked = FilterPlanner.LookedAt(cells, space, filter, k, target);
            roads.Add(new StrategyEstimate(canTakeOver ? SearchStrategy.CellsThenGraph : SearchStrategy.Cells) { Cells = looked, EfSearch = plan.CellEf, Scored = CandidateRefiner.ScoredFor(looked, k), Microseconds = plan.CellMicroseconds, Taken = byCells });
        }

        string why = byWalk
            ? "a filter unrelated to the query is cheapest for a walk with a wider pool; one unlike the query ends it early, and " + (canTakeOver ? "the cells that hold matches follow, or from these a walk over the matches alone" : plan.Cells > 0 ? "the cells that hold matches follow" : "a scan follows")
            : byCells ? "the cells that hold matches are looked at, the nearest first, until hardly any hit is expected in the rest" + (canTakeOver ? "; where that would be most of them, a walk over the matches alone takes over" : "")
            : scan.Strategy == SearchStrategy.PrefixScan ? "looking at matches is cheapest; they lie scattered, so that most are judged by the first 64 of their codes"
                + (byGroups ? ", and those of the nearest groups of cells come first, until hardly any hit is expected in the rest" : string.Empty)
            : "looking at all matches is cheapest";
        return (ByCost(roads), why);
    }

    private static List<StrategyEstimate> ByCost(List<StrategyEstimate> roads)
    {
        roads.Sort((a, b) => a.Microseconds.CompareTo(b.Microseconds));
        return roads;
    }
}
