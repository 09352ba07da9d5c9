using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Search;

/// <summary>
/// Collects the products of cells that are nearest by their codes: blocks of 4-bit codes are scanned in registers with
/// the bound that the products kept so far set (Andre, Kermarrec and Le Scouarnec 2015), single products come with a
/// dot product of their 7-bit codes. Ties go by place, so that what is kept is the same everywhere. Scratch of one
/// thread; no allocation once it is large enough.
/// </summary>
internal sealed class BlockCollector
{
    private readonly CellQuery _query = new();
    private readonly ushort[] _sums = new ushort[Cell.Size];
    private ulong[] _near = [];
    private int _count;

    /// <summary>Products in front that stand there since the k nearest were last asked for.</summary>
    private int _ranked;

    private int _most;
    private int _least;

    /// <summary>Products collected, those that the next trim drops included.</summary>
    public int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _count;
    }

    /// <summary>Whether it holds twice what it should: time for a trim.</summary>
    public bool IsOverfull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _count >= 2 * _most;
    }

    /// <summary>
    /// The products collected, in no order, as keys (<see cref="DotKey"/>) of dot product and place in the cells.
    /// </summary>
    public Span<ulong> Collected => _near.AsSpan(0, _count);

    /// <summary>Empties it, for a query and up to <paramref name="most"/> products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(CellView view, PreparedQuery query, int dimension, int most)
    {
        _query.Prepare(query.Codes, view.Codebook, dimension);
        ScratchArray.EnsureCapacity(ref _near, (2 * most) + Cell.Size);
        _count = 0;
        _ranked = 0;
        _most = most;
        _least = int.MinValue;
    }

    /// <summary>
    /// Scans the block of a cell and keeps what can be among the nearest of the products at some places.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddBlock(CellView view, int cell, int centre, uint places)
    {
        ScratchArray.EnsureCapacity(ref _near, _count + Cell.Size, kept: _count);
        int zero = centre + _query.Offset;
        int scale = _query.Scale;

        // The least sum of a product that is as near as the last of those kept.
        int needed = _least == int.MinValue ? -1
            : (int)Math.Clamp((((long)_least - zero) + scale - 1) / scale, -1, ushort.MaxValue + 1);
        Span<ushort> sums = _sums;
        uint mask = view.Blocks.Scan(cell, _query, needed, sums) & places;
        ulong[] near = _near;
        int count = _count;
        for (; mask != 0; mask &= mask - 1)
        {
            int position = BitOperations.TrailingZeroCount(mask);
            near[count++] = DotKey.Of(zero + (scale * sums[position]), ((uint)cell * Cell.Size) + (uint)position);
        }

        _count = count;
    }

    /// <summary>What a product of the last block adds to the dot product of its centroid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double ResidualAt(int position) => _query.Offset + (_query.Scale * (double)_sums[position]);

    /// <summary>
    /// Keeps those of some products, with dot products of their 7-bit codes, that can be among the nearest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<int> dots, ReadOnlySpan<uint> places)
    {
        ScratchArray.EnsureCapacity(ref _near, _count + dots.Length, kept: _count);
        for (int i = 0; i < dots.Length; i++)
        {
            if (dots[i] >= _least)
            {
                _near[_count++] = DotKey.Of(dots[i], places[i]);
            }
        }
    }

    /// <summary>Keeps the <paramref name="most"/> nearest, and from now on that many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Trim(int most)
    {
        _most = most;
        if (_count <= most)
        {
            return;
        }

        Selection.Select(_near.AsSpan(0, _count), most);
        _count = most;
        _ranked = 0;
        _least = DotKey.Least(_near.AsSpan(0, most));
    }

    /// <summary>
    /// The k nearest so far, of at least k, in no order. The k is the same from call to call, so that only what came
    /// after the last one is compared.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<ulong> Nearest(int k)
    {
        Debug.Assert((uint)k <= (uint)_count);
        Span<ulong> near = Collected;
        int end = _count;
        if (_ranked >= k)
        {
            ulong kth = 0;
            foreach (ulong key in near[..k])
            {
                kth = Math.Max(kth, key);
            }

            end = k;
            for (int i = _ranked; i < near.Length; i++)
            {
                if (near[i] < kth)
                {
                    (near[i], near[end]) = (near[end], near[i]);
                    end++;
                }
            }
        }

        Selection.Select(near[..end], k);
        _ranked = _count;
        return near[..k];
    }
}
