using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Graph;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>Offers and prices walks over the matches of a filter alone.</summary>
internal static class MatchWalkPlanner
{
    /// <summary>Share of the neighbors of matches that must match: about six of a list of 64.</summary>
    private const double LeastLinks = 0.09;

    /// <summary>Cells with matches from which on a walk may pay: fewer are all looked at for less.</summary>
    private const int LeastCells = 2 * MatchWalkRule.FewCells;

    /// <summary>
    /// Near products of categories, which keep far more links than their share, match more often than neighbors do.
    /// </summary>
    private const double LinksOfCategory = 1.5;

    /// <summary>See <see cref="LinksOfCategory"/>.</summary>
    private const double AroundPerLink = 1.6;

    /// <summary>
    /// The walk under a filter, the vectors that it scores, and its cost; not offered where the lists of matches are
    /// too thin, where there are no cells to start from, or where walks were not seen to end by themselves.
    /// </summary>
    /// <param name="planner">Of the space.</param>
    /// <param name="filter">What matches.</param>
    /// <param name="kind">Of the query.</param>
    /// <param name="k">Results.</param>
    /// <param name="target">Recall.</param>
    /// <param name="costs">Prices.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (MatchWalkRule Rule, StrategyEstimate Estimate, double Cost) PlanFor(
        Planner planner, SpaceFilter filter, QueryKind kind, int k, double target, CostModel costs)
    {
        SpaceView space = planner.Space;
        if (!space.HasGraph || space.Cells is not CellView view || filter.Cells is not { Passing: >= LeastCells }
            || filter.LinkShare < LeastLinks)
        {
            return default;
        }

        double share = (double)filter.Rows.Count / space.Count;
        MatchWalkRule rule = new(
            share,
            StopOf(planner, kind, k, target),
            StopOf(planner, kind, Math.Min(WalkStops.MaxK, MatchWalkRule.ManyTimes * k), target));
        if (!rule.IsOffered)
        {
            return default;
        }

        double around = filter.LinkShare < LinksOfCategory * share
            ? filter.LinkShare
            : Math.Min(1, AroundPerLink * filter.LinkShare);
        int cells = Math.Min(MatchWalkRule.CellsFor(around), filter.Cells.Passing);
        int results = MatchWalkRule.ResultsFor(k, around);
        int ef = planner.Walks.EfFor(kind, results, target);
        double scored = Math.Sqrt(around) * WorkModel.ScoredAt(planner.Walks, kind, results, ef);
        double compared = view.Groups + ((double)WorkModel.Shortlist * cells);
        double cost = costs.CellStart(compared, cells, WorkModel.BlockLines(view), scored);
        return (rule, new(Strategy.MatchGraph, cells, ef, (float)scored, WorkModel.Microseconds(cost)), cost);
    }

    /// <summary>
    /// When a walk from cells ends by itself, or one from the entry point where cells were not measured.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static WalkStop StopOf(Planner planner, QueryKind kind, int k, double target)
    {
        WalkStop stop = planner.Starts?.StopFor(kind, k, target) ?? default;
        return stop.IsOn || planner.Stops is null ? stop : planner.Stops.StopFor(kind, k, target, out _);
    }
}
