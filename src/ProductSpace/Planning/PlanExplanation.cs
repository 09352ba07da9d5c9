using ProductSpace.Filtering;
using ProductSpace.Snapshot;

namespace ProductSpace.Planning;

/// <summary>A strategy with its estimates, as people read it.</summary>
internal sealed record ExplainedStrategy(SearchStrategy Strategy, StrategyEstimate Estimate, bool Taken);

/// <summary>
/// Says what each strategy would cost, and why one is taken, from the estimates of a plan: for people, not for the hot
/// path.
/// </summary>
internal static class PlanExplanation
{
    private const string Scattered =
        "looking at matches is cheapest; they lie scattered, so that most are judged by the first 64 of their codes";

    /// <summary>
    /// The strategies that a plan was chosen among, the cheapest first, the taken one marked, and a sentence.
    /// </summary>
    public static (List<ExplainedStrategy> Strategies, string Why) Make(
        Planner planner, in PlanRequest request, SpaceFilter? filter)
    {
        SpaceView space = planner.Space;
        if ((filter?.Rows.Count ?? space.Count) == 0 || request.K == 0)
        {
            return ([new(SearchStrategy.None, default, Taken: true)], "no product matches, or none is asked for");
        }

        if (request.TargetRecall >= 1)
        {
            StrategyEstimate whole = new(
                Strategy.Scan, 0, 0, filter?.Rows.Count ?? space.Count, ScanMicroseconds(space, filter?.Rows));
            return ([new(SearchStrategy.Scan, whole, Taken: true)], "a target of 1 asks for the exact answer");
        }

        SearchPlan plan = filter is null
            ? UnfilteredPlanner.PlanFor(planner, request.Kind, request.K, request.TargetRecall)
            : FilterPlanner.PlanFor(planner, filter, request.Kind, request.K, request.TargetRecall);
        PlanEstimates estimates = plan.Estimates;
        List<ExplainedStrategy> strategies = [Explain(estimates.Scan, SearchPlan.IsScan(plan.First))];
        if (estimates.Graph.Strategy != Strategy.None)
        {
            strategies.Add(Explain(estimates.Graph, plan.StartsWithGraph));
        }

        bool takesMatches = plan.First == Strategy.MatchGraph;
        if (estimates.Matches.Strategy != Strategy.None)
        {
            strategies.Add(Explain(estimates.Matches, takesMatches));
        }

        if (estimates.Cells.Strategy != Strategy.None)
        {
            // One name, one line: a walk that takes over from cells goes on as the one above.
            StrategyEstimate cells = estimates.Matches.Strategy == Strategy.None
                ? estimates.Cells
                : estimates.Cells with { EfSearch = 0 };
            strategies.Add(
                Explain(cells, !takesMatches && !plan.StartsWithGraph && !SearchPlan.IsScan(plan.First)));
        }

        strategies.Sort((a, b) => a.Estimate.Microseconds.CompareTo(b.Estimate.Microseconds));
        string why = filter is null ? WhyUnfiltered(plan, planner) : WhyFiltered(plan);
        return (strategies, planner.Space.Model.Navigation is { } navigation
            ? $"{why}; walks compare {navigation.Dimension} of {space.Model.Dimension} numbers"
            : why);
    }

    private static ExplainedStrategy Explain(StrategyEstimate estimate, bool taken) => new(
        estimate.Strategy switch
        {
            Strategy.Graph or Strategy.FilteredGraph => SearchStrategy.Graph,
            Strategy.Scan => SearchStrategy.Scan,
            Strategy.PrefixScan or Strategy.GroupedPrefixScan => SearchStrategy.PrefixScan,
            _ => estimate.EfSearch > 0 ? SearchStrategy.CellsThenGraph : SearchStrategy.Cells,
        },
        estimate,
        taken);

    private static float ScanMicroseconds(SpaceView space, RowSet? matches)
    {
        CostModel costs = WorkModel.CostsOf(space);
        double nanoseconds = matches is null
            ? WorkModel.ScanOf(space, costs)
            : FilterPlanner.WholeScanOf(costs, matches);
        return WorkModel.Microseconds(nanoseconds);
    }

    private static string WhyUnfiltered(in SearchPlan plan, Planner planner)
    {
        bool hasGraph = planner.Space.HasGraph;
        return plan.First switch
        {
            Strategy.Scan when planner.Space.IsScanned =>
                "the snapshot has neither a graph nor cells: every search looks at all products, and is exact",
            Strategy.Scan when plan.Estimates.Cells.Cells == 0 && !hasGraph =>
                "the snapshot has no graph, and its cells were not seen to reach this target at this k",
            Strategy.Scan => "so few products are there that looking at all of them is cheapest",
            _ when !hasGraph => "the snapshot has no graph, and cells cost less than looking at all products",
            Strategy.CellsThenGraph when plan.Stop.IsOn =>
                "a walk that starts from cells costs less at this target; it ends when it has seen enough of a query",
            Strategy.Cells or Strategy.CellsThenGraph => "cells promise at least 15 % less work than the walk",
            _ when plan.Stop.IsOn => "the walk ends when it has seen enough of a query",
            _ when planner.Cells is null => "the snapshot was built without searchable cells",
            _ => "cells promise no 15 % less work than the walk",
        };
    }

    private static string WhyFiltered(in SearchPlan plan)
    {
        bool handsOver = plan.Handover.IsOffered;
        return plan.First switch
        {
            Strategy.FilteredGraph =>
                "a filter unrelated to the query is cheapest for a walk with a wider pool; one unlike the query ends "
                + "it early, and "
                + (handsOver ? "the cells that hold matches follow, or from these a walk over the matches alone"
                    : plan.Fallback == Strategy.FilteredCells ? "the cells that hold matches follow"
                    : "a scan follows"),
            Strategy.MatchGraph =>
                "enough neighbors of matches match too for a walk over the matches alone, from the nearest cells that "
                + "hold some; where almost no product around the query matches, "
                + (plan.Fallback == Strategy.FilteredCells ? "the cells that hold matches follow" : "a scan follows"),
            Strategy.FilteredCells =>
                "the cells that hold matches are scanned, the nearest first, until few hits are expected in the rest"
                + (handsOver ? "; where that would be most of them, a walk over the matches alone takes over" : ""),
            Strategy.PrefixScan => Scattered,
            Strategy.GroupedPrefixScan => Scattered
                + ", and those of the nearest groups of cells come first, until few hits are expected in the rest",
            _ => "looking at all matches is cheapest",
        };
    }
}
