using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// The choice among the cells that hold matches of a filter: the centroids of all groups are compared once, and say
/// both how many of the products around the query match, and which groups with matches are nearest.
/// </summary>
internal sealed partial class CellChoice
{
    /// <summary>Groups around a query whose matches are counted.</summary>
    private const int GroupsAround = 16;

    private int[] _allDots = [];

    /// <summary>
    /// Compares the centroids of all groups, for <see cref="ChooseAmong"/>; returns the share of the products around
    /// the query that match, negative where the time is up.
    /// </summary>
    /// <param name="view">Cells to choose from.</param>
    /// <param name="query">Codes of the query.</param>
    /// <param name="matching">What matches.</param>
    /// <param name="budget">Time of the search.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double LookAround(CellView view, ReadOnlySpan<sbyte> query, CellSet matching, SearchBudget budget)
    {
        ScratchArray.EnsureCapacity(ref _allDots, CodeLanes.Padded(view.Groups) + NearestDots.Block);
        CodeLanes? lanes = view.GroupLanes();
        _groups.Begin(GroupsAround);
        for (int first = 0; first < view.Groups; first += NearestDots.Block)
        {
            if (budget.IsLimited && first > 0 && first % (4 * NearestDots.Block) == 0 && budget.IsLate())
            {
                return -1;
            }

            int count = Math.Min(NearestDots.Block, view.Groups - first);
            Span<int> dots = _allDots.AsSpan(first, CodeLanes.Padded(count));
            if (lanes is null)
            {
                view.GroupCentroids.DotRange(first, query, dots[..count]);
            }
            else
            {
                lanes.Dot(first, query, dots);
            }

            _groups.Add(dots[..count], (uint)first);
        }

        long matches = 0;
        long products = 0;
        foreach (ulong group in _groups.Take())
        {
            matches += matching.MatchesOf((int)(uint)group);
            products += ProductsOf(view, (int)(uint)group);
        }

        return products == 0 ? 0 : Math.Min(1, (double)matches / products);
    }

    /// <summary>
    /// Chooses the nearest cells that hold matches, after a <see cref="LookAround"/> for the same query and filter;
    /// fewer where the time is up. Valid and ordered as those of <see cref="Choose"/>.
    /// </summary>
    /// <param name="view">Cells to choose from.</param>
    /// <param name="query">Codes of the query.</param>
    /// <param name="cells">How many, at least 1 and at most those with matches.</param>
    /// <param name="matching">What matches.</param>
    /// <param name="budget">Time of the search.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<ulong> ChooseAmong(
        CellView view, ReadOnlySpan<sbyte> query, int cells, CellSet matching, SearchBudget budget)
    {
        _groups.Begin(GroupsFor(view, cells));
        for (int first = 0; first < view.Groups; first += NearestDots.Block)
        {
            Span<int> dots = _allDots.AsSpan(first, Math.Min(NearestDots.Block, view.Groups - first));
            matching.LeaveGroupsOut(first, dots);
            _groups.Add(dots, (uint)first);
        }

        Compared = view.Groups;
        CompareCells(view, query, _groups.Take(), cells, budget.IsLimited ? budget : null, matching);
        return NearestFirst();
    }

    /// <summary>Products of a group, which lie side by side; bounded, whatever a forged file says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ProductsOf(CellView view, int group)
    {
        (int first, int count) = view.CellsOf(group);
        if (count == 0)
        {
            return 0;
        }

        Cell last = view.Cells[first + count - 1];
        return Math.Clamp((long)last.First + last.Count - view.Cells[first].First, 1, CellGroups.MaxRows);
    }

    /// <summary>Appends the cells that hold matches, run by run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AppendPassing(ReadOnlySpan<int> dots, int first, uint passing)
    {
        for (ulong left = passing; left != 0;)
        {
            int start = BitOperations.TrailingZeroCount(left);
            int end = BitOperations.TrailingZeroCount(~(left | ((1UL << start) - 1)));
            _cells.Append(dots[start..end], (uint)(first + start));
            left &= ~((1UL << end) - 1);
        }
    }
}
