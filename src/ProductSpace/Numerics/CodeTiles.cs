using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Numerics;

/// <summary>
/// A copy of a table of code rows that every query is compared with whole: tiles of 16 rows, in which four codes of
/// one row, the same four of the next and so on stand side by side, without the padding of the rows. Row numbers are
/// checked here, so that the kernels may use pointers. Immutable; the last tile is filled up with zeros.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Searches read it without a lock; the finalizer releases the buffer once nobody holds the tiles.")]
internal sealed unsafe class CodeTiles
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 16;

    /// <summary>Bytes of four codes of each row of a tile: one cache line.</summary>
    internal const int QuadBytes = 4 * Rows;

    private readonly AlignedBuffer<byte> _memory;
    private readonly byte* _tiles;
    private readonly int _quads;

    /// <summary>Copies all rows of a table.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="dimension">Codes of a row, without its padding.</param>
    public CodeTiles(CodeRows rows, int dimension)
    {
        if (dimension <= 0 || dimension > rows.Stride)
        {
            throw new ArgumentException($"{dimension} codes in rows of {rows.Stride}", nameof(dimension));
        }

        // Four products are added within 16 bits: two quads at a time.
        Count = rows.Count;
        _quads = (dimension + 7) / 8 * 2;
        _memory = new AlignedBuffer<byte>((long)Tiles * _quads * QuadBytes);
        _tiles = _memory.View.Pointer;
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<byte> codes = rows.Row(row);
            byte* tile = _tiles + ((long)(row / Rows) * _quads * QuadBytes) + (row % Rows * 4);
            for (int quad = 0; quad < _quads; quad++)
            {
                codes.Slice(4 * quad, 4).CopyTo(new Span<byte>(tile + (quad * QuadBytes), 4));
            }
        }
    }

    /// <summary>Rows.</summary>
    public int Count { get; }

    /// <summary>Tiles, the last of which may hold fewer rows.</summary>
    public int Tiles
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(((long)Count + Rows - 1) / Rows);
    }

    /// <summary>
    /// Sets dots[i] to the dot product of row 16 <paramref name="tile"/> + i and the query; 0 for places behind the
    /// last row.
    /// </summary>
    /// <param name="tile">The first tile.</param>
    /// <param name="query">At least as long as a row.</param>
    /// <param name="dots">Room for whole tiles: a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Dot(int tile, ReadOnlySpan<sbyte> query, Span<int> dots)
    {
        int tiles = dots.Length / Rows;
        if (tile < 0 || tiles > Tiles - tile)
        {
            Throw.OutsideOfView(tile, tiles, Tiles);
        }

        if (query.Length < 4 * _quads)
        {
            throw new ArgumentException($"query of {query.Length} numbers for {4 * _quads}", nameof(query));
        }

        long size = (long)_quads * QuadBytes;
        byte* from = _tiles + (tile * size);
        fixed (sbyte* numbers = query)
        fixed (int* output = dots)
        {
            for (int i = 0; i < tiles; i++, from += size)
            {
                TileDot.Rows(from, numbers, _quads, output + (i * Rows));
            }
        }

        GC.KeepAlive(_memory);
    }
}
