using ProductSpace.Cells;
using ProductSpace.Numerics;
using ProductSpace.Search;

namespace ProductSpace.RecallBench.Strategies;

/// <summary>The choice of cells as it was until November 2026: a selection among the keys of all groups.</summary>
internal sealed class SelectionChoice
{
    private int[] _dots = [];
    private ulong[] _keys = [];
    private ulong[] _cells = [];

    /// <summary>Chooses cells; the order of those in one quarter does not matter.</summary>
    public ReadOnlySpan<ulong> Choose(CellView view, ReadOnlySpan<sbyte> query, int cells)
    {
        int groups = CellChoice.GroupsFor(view, cells);
        if (_keys.Length < view.Groups)
        {
            _dots = new int[view.Groups + CellGroups.MaxCells];
            _keys = new ulong[view.Groups];
            _cells = new ulong[view.Count];
        }

        view.GroupCentroids.DotRange(0, query, _dots.AsSpan(0, view.Groups));
        for (int group = 0; group < view.Groups; group++)
        {
            _keys[group] = DotKey.Of(_dots[group], (uint)group);
        }

        Selection.Partition(_keys.AsSpan(0, view.Groups), groups);
        int count = 0;
        Span<int> dots = _dots.AsSpan(0, CellGroups.MaxCells);
        for (int i = 0; i < groups; i++)
        {
            (int first, int size) = view.CellsOf((int)(uint)_keys[i]);
            view.Centroids.DotRange(first, query, dots[..size]);
            for (int j = 0; j < size; j++)
            {
                _cells[count++] = DotKey.Of(dots[j], (uint)(first + j));
            }
        }

        Span<ulong> all = _cells.AsSpan(0, count);
        if (count > cells)
        {
            Selection.Partition(all, cells);
            all = all[..cells];
        }

        for (int near = all.Length / 4; near >= 4; near /= 4)
        {
            Selection.Partition(all[..(near * 4)], near);
        }

        return all;
    }
}
