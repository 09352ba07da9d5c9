using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Chooses the cells that lie nearest to a query by their centroids, on two levels: the centroids of all groups, then
/// those of the cells of the nearest groups. Groups are compared in the order of memory and held against a running
/// threshold (<see cref="NearestDots"/>) in place of a selection among all of them. Integers only, ties by number:
/// every machine chooses the same cells. Scratch of one thread; no allocation once it is large enough.
/// </summary>
internal sealed partial class CellChoice
{
    /// <summary>Groups whose cells are compared, at least.</summary>
    public const int MinGroups = 4;

    /// <summary>Groups whose centroids are being fetched while those of earlier ones are compared.</summary>
    private const int GroupsAhead = 2;

    /// <summary>Groups whose cells are compared between two looks at the time.</summary>
    private const int GroupsOfLook = 64;

    private readonly int[] _dots = new int[NearestDots.Block];
    private readonly NearestDots _groups = new();
    private readonly NearestDots _cells = new();

    /// <summary>Centroids compared by the last choice.</summary>
    public int Compared { get; private set; }

    /// <summary>Groups whose cells are compared for a number of cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GroupsFor(CellView view, int cells) => Math.Min(
        view.Groups,
        Math.Max(MinGroups, (int)((long)cells * WorkModel.Shortlist * view.Groups / Math.Max(1, view.Count))));

    /// <summary>
    /// Chooses cells; fewer where the time is up. The span is valid until the next choice; the nearest quarter stands
    /// first, the nearest quarter of that before it, and so on, so that the bound of a scan is tight early.
    /// </summary>
    /// <param name="view">Cells to choose from.</param>
    /// <param name="query">Codes of the query.</param>
    /// <param name="cells">How many, at least 1 and at most all.</param>
    /// <param name="budget">Time of the search; null for as long as it takes.</param>
    /// <returns>Keys of <see cref="DotKey"/>: dot products of the centroids, numbers of the cells.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<ulong> Choose(CellView view, ReadOnlySpan<sbyte> query, int cells, SearchBudget? budget)
    {
        bool isLimited = budget is { IsLimited: true };
        if (!CompareGroups(view, query, GroupsFor(view, cells), isLimited ? budget : null))
        {
            return [];
        }

        CompareCells(view, query, _groups.Take(), cells, isLimited ? budget : null, matching: null);
        return NearestFirst();
    }

    /// <summary>Takes the chosen cells, the nearest quarter first, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<ulong> NearestFirst()
    {
        Span<ulong> all = _cells.Take();
        for (int near = all.Length / 4; near >= 4; near /= 4)
        {
            Selection.Select(all[..(near * 4)], near);
        }

        return all;
    }

    /// <summary>Compares the centroids of all groups; false where the time is up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool CompareGroups(CellView view, ReadOnlySpan<sbyte> query, int groups, SearchBudget? budget)
    {
        const int groupsOfLook = 4 * NearestDots.Block;
        CodeLanes? lanes = view.GroupLanes();
        Span<int> dots = _dots;
        _groups.Begin(groups);
        for (Compared = 0; Compared < view.Groups; Compared += Math.Min(NearestDots.Block, view.Groups - Compared))
        {
            int first = Compared;
            if (budget is not null && first > 0 && first % groupsOfLook == 0 && budget.IsLate())
            {
                return false;
            }

            int count = Math.Min(NearestDots.Block, view.Groups - first);
            if (lanes is null)
            {
                view.GroupCentroids.DotRange(first, query, dots[..count]);
            }
            else
            {
                lanes.Dot(first, query, dots[..CodeLanes.Padded(count)]);
            }

            _groups.Add(dots[..count], (uint)first);
        }

        return true;
    }

    /// <summary>Compares the centroids of the cells of the nearest groups, or of those that hold matches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CompareCells(
        CellView view,
        ReadOnlySpan<sbyte> query,
        ReadOnlySpan<ulong> groups,
        int cells,
        SearchBudget? budget,
        CellSet? matching)
    {
        Span<int> dots = _dots;
        _cells.Begin(cells, groups.Length * CellGroups.MaxCells);
        for (int i = 0; i < Math.Min(GroupsAhead, groups.Length); i++)
        {
            Prefetch(view, groups[i]);
        }

        for (int i = 0; i < groups.Length; i++)
        {
            if (budget is not null && i > 0 && i % GroupsOfLook == 0 && budget.IsLate())
            {
                return;
            }

            if (i + GroupsAhead < groups.Length)
            {
                Prefetch(view, groups[i + GroupsAhead]);
            }

            (int first, int size) = view.CellsOf((int)(uint)groups[i]);
            view.Centroids.DotRange(first, query, dots[..size]);
            if (matching is null)
            {
                _cells.Append(dots[..size], (uint)first);
            }
            else
            {
                AppendPassing(dots[..size], first, matching.PassingOf(first, size));
            }

            Compared += size;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(CellView view, ulong group)
    {
        (int first, int size) = view.CellsOf((int)(uint)group);
        for (int cell = first; cell < first + size; cell++)
        {
            view.Centroids.Prefetch(cell);
        }
    }
}
