using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// The rounds of <see cref="FilteredCellSearch"/>: where many cells hold matches, groups of them are chosen first, the
/// nearest groups in the first round, and the hits expected in the groups that no round took are part of the stopping
/// rule.
/// </summary>
internal sealed partial class FilteredCellSearch
{
    private readonly MatchingGroups _passing = new();
    private readonly ExpectedHits _groupsLeft = new();
    private int[] _groupDots = [];
    private ulong[] _groups = [];
    private double _spreadOfCells;

    /// <summary>Takes groups, the nearest first, in rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanRounds(SpaceView space, CellSet set, PreparedQuery query, SearchBudget budget)
    {
        CellView view = space.Cells!;
        int groups = CompareGroups(view, set, query, budget);

        // Bounded as a group is: else a forged file whose groups leave cells out would ask for no group at all.
        int cellsOfGroup = Math.Clamp(set.Passing / Math.Max(1, groups), 1, CellGroups.MaxCells);
        int taken = 0;
        double squares = 0;
        int compared = 0;
        while (taken < groups && !budget.IsCut)
        {
            int take = Math.Min(groups - taken, Math.Max(taken, WorkModel.CellsOfRound / cellsOfGroup));
            Span<ulong> rest = _groups.AsSpan(taken, groups - taken);
            Selection.Partition(rest, take);
            int count = ListCells(view, set, rest[..take]);
            count = CompareCells(view, query, count, budget);
            for (int i = 0; i < Math.Min(count, SampleSize); i++)
            {
                double difference = _dots[i] - _groupDots[i];
                squares += difference * difference;
                compared++;
            }

            taken += take;
            _spreadOfCells = squares / Math.Max(1, compared);
            TakeGroupsLeft(set, _groups.AsSpan(taken, groups - taken));
            bool settled = ScanCells(space, set, query, count, budget);
            if (taken == groups || HandsOver || (settled && MayLeaveGroups(KthNearest())))
            {
                break;
            }
        }
    }

    /// <summary>Keys of the groups that hold matches; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int CompareGroups(CellView view, CellSet set, PreparedQuery query, SearchBudget budget)
    {
        _passing.Compare(view, set, query, budget);
        ReadOnlySpan<int> dots = _passing.Dots;
        ReadOnlySpan<int> numbers = _passing.Groups;
        int groups = numbers.Length;
        ScratchArray.EnsureCapacity(ref _groups, groups);
        for (int i = 0; i < groups; i++)
        {
            _groups[i] = DotKey.Of(dots[i], (uint)numbers[i]);
        }

        Compared += groups;
        return groups;
    }

    /// <summary>Lists the passing cells of some groups; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ListCells(CellView view, CellSet set, ReadOnlySpan<ulong> groups)
    {
        int most = groups.Length * CellGroups.MaxCells;
        ScratchArray.EnsureCapacity(ref _cells, most);
        ScratchArray.EnsureCapacity(ref _groupDots, most);
        ScratchArray.EnsureCapacity(ref _matches, most);
        int count = 0;
        foreach (ulong group in groups)
        {
            (int first, int size) = view.CellsOf((int)(uint)group);
            for (uint passing = set.PassingOf(first, size); passing != 0; passing &= passing - 1)
            {
                int cell = first + BitOperations.TrailingZeroCount(passing);
                _groupDots[count] = DotKey.Dot(group);
                _matches[count] = set.MatchesIn(cell);
                _cells[count++] = cell;
            }
        }

        return count;
    }

    /// <summary>Notes the groups that no round took yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeGroupsLeft(CellSet set, ReadOnlySpan<ulong> groups)
    {
        ulong nearest = ulong.MaxValue;
        ulong farthest = 0;
        foreach (ulong group in groups)
        {
            nearest = Math.Min(nearest, group);
            farthest = Math.Max(farthest, group);
        }

        if (groups.IsEmpty)
        {
            _groupsLeft.Begin(0, 0);
            return;
        }

        _groupsLeft.Begin(DotKey.Dot(farthest), DotKey.Dot(nearest));
        foreach (ulong group in groups)
        {
            _groupsLeft.Add(DotKey.Dot(group), set.MatchesOf((int)(uint)group));
        }
    }

    /// <summary>Whether few hits are expected in the groups not taken yet, and few are placed there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MayLeaveGroups(int kth) => _rule.MayMiss(ExpectedOfGroups(kth))
        && _placement.MayLeaveGroups(_rule.Mean, _groupsLeft.Most, PerDeviation(_spreadOfCells + Variance()));

    /// <summary>Matches above the k-th nearest that are to be expected in the groups not taken yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double ExpectedOfGroups(int kth) => _groupsLeft.Expected(0, kth, PerDeviation(_spreadOfCells + Variance()));

    /// <summary>Dot product of the k-th nearest so far, at least the floor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int KthNearest() => Math.Max(DotKey.Least(_collector.Nearest(_k)), _floor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Variance() => _sampled == 0 ? double.PositiveInfinity : Widening * Widening * _squares / _sampled;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float PerDeviation(double variance) => variance > 0 ? 1 / (float)Math.Sqrt(variance) : 0;
}
