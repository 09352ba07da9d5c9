using ProductSpace.Filtering;

namespace ProductSpace.Planning;

/// <summary>Says of every road what it would cost, and why one is taken: for people, not for the hot path.</summary>
internal static class RoadExplanation
{
    /// <summary>The roads by cost as a search would see them, the taken one marked, and a sentence.</summary>
    public static (List<RoadEstimate> Roads, string Why) Make(Calibration walks, CellCalibration? cells, SpaceView space, QueryKind kind, int k, float target, RowSet? filter)
    {
        int matches = filter?.Count ?? space.Count;
        CostModel costs = Planner.CostsOf(space);
        if (matches == 0 || k == 0)
        {
            return ([new RoadEstimate(Road.None) { Taken = true }], "no product matches, or none is asked for");
        }

        RoadEstimate scan = new(Road.Scan) { Scored = matches, Microseconds = costs.Scan(matches) / 1000 };
        if (target >= 1)
        {
            return ([scan with { Taken = true }], "a target of 1 asks for the exact answer");
        }

        if (!space.HasGraph)
        {
            return WithoutGraph(cells, space, kind, k, target, filter, costs, scan);
        }

        SearchPlan plan = Planner.PlanFor(walks, cells, space, kind, k, target);
        int pool = Planner.PoolFor(filter is null ? plan.WalkEf : Math.Max(plan.WalkEf, Searcher.RerankDepth(k)), space.Count, space.Base.Degree, filter);
        double wider = (double)space.Count / matches;
        double scored = walks.ScoredFor(kind, k, target);
        RoadEstimate walk = new(Road.Walk) { EfSearch = Math.Max(pool, plan.WalkEf), Scored = scored * wider, Microseconds = costs.Walk(scored) * wider / 1000 };
        List<RoadEstimate> roads = [walk, scan];
        bool byCells = pool > 0 && filter is null && plan.Cells > 0;
        if (filter is null && cells is not null && space.Cells is Cells.CellView view)
        {
            CellPlan search = cells.PlanFor(kind, k, target, Planner.BlockLines(view), costs, hasGraph: true);
            if (search.Cells > 0)
            {
                Road road = search.Ef > 0 ? Road.CellsThenWalk : Road.Cells;
                roads.Add(new RoadEstimate(road) { Cells = search.Cells, EfSearch = search.Ef, Scored = search.Scored, Microseconds = search.Cost / 1000, Taken = byCells });
            }
        }

        string why = pool == 0 ? "so few products match that looking at all of them is cheaper than a walk"
            : byCells ? "cells promise at least 15 % less work than the walk"
            : filter is not null ? "under a filter it is walk or scan; too few matches near the walk are finished by a scan"
            : cells is null ? "the snapshot was built without searchable cells"
            : "cells promise no 15 % less work than the walk";
        roads[0] = walk with { Taken = pool > 0 && !byCells };
        roads[1] = scan with { Taken = pool == 0 };
        roads.Sort((a, b) => a.Microseconds.CompareTo(b.Microseconds));
        return (roads, why);
    }

    private static (List<RoadEstimate> Roads, string Why) WithoutGraph(CellCalibration? cells, SpaceView space, QueryKind kind, int k, double target, RowSet? filter, CostModel costs, RoadEstimate scan)
    {
        if (filter is not null)
        {
            return ([scan with { Taken = true }], "the snapshot has no graph, and a filter is answered by looking at all matches");
        }

        CellPlan search = cells is null ? default : cells.PlanFor(kind, k, target, Planner.BlockLines(space.Cells!), costs, hasGraph: false);
        if (search.Cells == 0)
        {
            return ([scan with { Taken = true }], "the snapshot has no graph, and its cells were not seen to reach this target at this k");
        }

        bool byCells = search.Cost / 1000 < scan.Microseconds;
        RoadEstimate road = new(Road.Cells) { Cells = search.Cells, Scored = search.Scored, Microseconds = search.Cost / 1000, Taken = byCells };
        return byCells
            ? ([road, scan], "the snapshot has no graph, and cells cost less than looking at all products")
            : ([scan with { Taken = true }, road], "the snapshot has no graph, and looking at all products costs less than cells");
    }
}
