using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Search;

/// <summary>
/// Finds rows that are probably near to a query without the graph: the centroids of all groups; the centroids of the cells
/// of the nearest groups; the 4-bit codes of the nearest cells (inverted lists with residual product quantisation, Jegou,
/// Douze and Schmid 2011; scanned in registers, Andre, Kermarrec and Le Scouarnec 2015). All of it reads memory in order
/// and counts in integers. Scratch of one thread; no allocation once it is large enough.
/// </summary>
internal sealed class CellSearch
{
    /// <summary>Cells whose centroids are compared, for each cell that is scanned.</summary>
    private const int Shortlist = 5;

    private const int LeastGroups = 4;

    /// <summary>Cells that are scanned between two looks at the budget.</summary>
    private const int CellsOfStep = 8;

    private readonly CellQuery _query = new();
    private int[] _dots = [];
    private ulong[] _keys = [];
    private ulong[] _cells = [];
    private ulong[] _near = [];
    private int[] _rows = [];
    private readonly ushort[] _sums = new ushort[Cell.Size];

    /// <summary>Centroids compared by the last <see cref="Find"/>.</summary>
    public int Compared { get; private set; }

    /// <summary>Cells scanned by the last <see cref="Find"/>.</summary>
    public int Scanned { get; private set; }

    /// <summary>
    /// The up to <paramref name="most"/> rows nearest by their 4-bit codes among the <paramref name="cells"/> cells that lie
    /// nearest by centroid; in no order. Ties go by place, so that the answer is the same everywhere. Where the budget ends
    /// the scan, they are the nearest of the cells until then.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<int> Find(CellView view, PreparedQuery query, int dimension, int cells, int most, SearchBudget? budget = null)
    {
        ReadOnlySpan<ulong> chosen = Choose(view, query.Codes, Math.Min(cells, view.Count));
        _query.Prepare(query.Codes, view.Codebook, dimension);
        int near = Scan(view, chosen, most, budget);
        return ToRows(view, near);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<ulong> Choose(CellView view, sbyte[] query, int cells)
    {
        int groups = Math.Min(view.Groups, Math.Max(LeastGroups, (int)((long)cells * Shortlist * view.Groups / Math.Max(1, view.Count))));
        ScratchArray.EnsureCapacity(ref _dots, Math.Max(view.Groups, CellGroups.MaxCells));
        ScratchArray.EnsureCapacity(ref _keys, view.Groups);
        ScratchArray.EnsureCapacity(ref _cells, groups * CellGroups.MaxCells);
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

    /// <summary>Keys (approximate dot | place) of the nearest rows, in front of the buffer; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Scan(CellView view, ReadOnlySpan<ulong> chosen, int most, SearchBudget? budget)
    {
        const int ahead = 3;
        ScratchArray.EnsureCapacity(ref _near, (2 * most) + Cell.Size);
        Span<ushort> sums = _sums;
        ulong[] near = _near;
        int count = 0;
        int least = int.MinValue;
        int scale = _query.Scale;
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

            uint cell = (uint)chosen[i];
            int zero = DotKey.Dot(chosen[i]) + _query.Offset;

            // The least sum of a product that is as near as the last of those kept.
            int needed = least == int.MinValue ? -1 : (int)Math.Clamp((((long)least - zero) + scale - 1) / scale, -1, ushort.MaxValue + 1);
            uint mask = view.Blocks.Scan((int)cell, _query, needed, sums) & view.PlacesOf((int)cell);
            while (mask != 0)
            {
                int position = BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                near[count++] = DotKey.Of(zero + (scale * sums[position]), (cell * Cell.Size) + (uint)position);
            }

            if (count >= 2 * most)
            {
                Selection.Partition(near.AsSpan(0, count), most);
                count = most;
                least = int.MaxValue;
                for (int j = 0; j < count; j++)
                {
                    least = Math.Min(least, DotKey.Dot(near[j]));
                }
            }
        }

        if (count > most)
        {
            Selection.Partition(near.AsSpan(0, count), most);
            count = most;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Span<int> ToRows(CellView view, int near)
    {
        ScratchArray.EnsureCapacity(ref _rows, near);
        int count = 0;
        for (int i = 0; i < near; i++)
        {
            int row = view.RowAt((uint)_near[i]);
            if (row >= 0)
            {
                _rows[count++] = row;
            }
        }

        return _rows.AsSpan(0, count);
    }
}
