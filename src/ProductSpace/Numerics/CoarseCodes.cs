using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Numerics;

/// <summary>
/// Code rows once more with two bits a number: its sign, and whether it is large among those of its row. A dot product
/// is estimated from them (the estimator of RaBitQ, Gao and Long 2024, here for four levels): rows are rotated at
/// random, so that what two bits leave out of a row points anywhere, and the estimate is wrong like a normal variable
/// whose deviation is known for each row. Two numbers share a nibble, so that the kernel of the 4-bit codes of cells
/// (<see cref="CellScan"/>) adds them up. One thread may set rows while others read those that were set before.
/// </summary>
/// <remarks>
/// With x the row, y its levels and q the query, all in code units: the dot product of x and q is about that of y and q
/// times |x|^2 / xy. Its deviation is |q| |x| sqrt(1 - c^2) / (c sqrt(D - 1)), c the cosine of x and y.
/// </remarks>
internal sealed class CoarseCodes
{
    /// <summary>Numbers of a row from which on two bits of each tell enough to pass over most rows.</summary>
    public const int LeastDimension = 64;

    /// <summary>
    /// The levels of a normal variable that lose least (Max 1960) are 1.510 and .4528 deviations, as these are to each
    /// other; a number is large from .9816 deviations on.
    /// </summary>
    private const int Large = 30;
    private const int Small = 9;
    private const double LargeFrom = 0.9816;

    private readonly AlignedBuffer<byte> _memory;
    private readonly NativeView<byte> _nibbles;
    private readonly CellBlocks _blocks;
    private readonly float[] _factors;
    private readonly float[] _deviations;

    /// <summary>Of each block, 1 / the largest factor, and the largest deviation.</summary>
    private readonly float[] _perFactor;
    private readonly float[] _largestDeviations;
    private readonly int _dimension;

    /// <summary>Makes room for rows.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="dimension">Codes of a row, without its padding.</param>
    public CoarseCodes(int count, int dimension)
    {
        _dimension = dimension;
        int blocks = (count + CellBlocks.Products - 1) / CellBlocks.Products;
        _memory = new AlignedBuffer<byte>(
            (long)blocks * CellQuery.SubQuantisersFor(dimension) * CellBlocks.Lane);
        _nibbles = _memory.View;
        _blocks = new CellBlocks(_nibbles, blocks, CellQuery.SubQuantisersFor(dimension));
        _factors = new float[blocks * CellBlocks.Products];
        _deviations = new float[blocks * CellBlocks.Products];
        _perFactor = new float[blocks];
        _largestDeviations = new float[blocks];
    }

    /// <summary>Bytes of a number of rows.</summary>
    public static long BytesOf(int rows, int dimension) =>
        (long)((rows + CellBlocks.Products - 1) / CellBlocks.Products)
            * ((CellQuery.SubQuantisersFor(dimension) * CellBlocks.Lane) + (2 * sizeof(float) * CellBlocks.Products));

    /// <summary>Codewords of the sub-quantisers of a dimension, for <see cref="CellQuery.Prepare"/>.</summary>
    public static sbyte[] Codebook(int dimension)
    {
        sbyte[] words = new sbyte[CellQuery.SubQuantisersFor(dimension) * CellQuery.CodebookBytes];
        for (int i = 0; i < words.Length; i++)
        {
            int word = i % CellQuery.Codewords;
            bool isSecond = i / CellQuery.Codewords % CellQuery.Width == 1;
            words[i] = (sbyte)LevelOf(isSecond ? word >> 2 : word & 3);
        }

        return words;
    }

    /// <summary>Writes a row that has not been written yet.</summary>
    public void Set(int row, ReadOnlySpan<byte> codes)
    {
        long squares = 0;
        for (int i = 0; i < _dimension; i++)
        {
            int value = codes[i] - CodeRows.Zero;
            squares += value * value;
        }

        if (squares == 0)
        {
            return;
        }

        double large = LargeFrom * Math.Sqrt((double)squares / _dimension);
        int position = row % CellBlocks.Products;
        long start = ((long)(row / CellBlocks.Products) * _blocks.SubQuantisers * CellBlocks.Lane)
            + (position % CellBlocks.Lane);
        int shift = position < CellBlocks.Lane ? 0 : 4;
        long product = 0;
        long levels = 0;
        for (int i = 0; i < _dimension; i++)
        {
            int value = codes[i] - CodeRows.Zero;
            int bits = (value < 0 ? 2 : 0) | (Math.Abs(value) >= large ? 1 : 0);
            int level = LevelOf(bits);
            product += value * level;
            levels += level * level;

            // The other nibble is that of another row, which readers may be looking at.
            _nibbles[start + (i / CellQuery.Width * CellBlocks.Lane)] |=
                (byte)(bits << (shift + (i % CellQuery.Width == 0 ? 0 : 2)));
        }

        double cosine = Math.Min(1, product / Math.Sqrt((double)squares * levels));
        _factors[row] = (float)((double)squares / product);
        double lost = squares * (1 - (cosine * cosine));
        _deviations[row] = (float)(Math.Sqrt(lost / Math.Max(1, _dimension - 1)) / cosine);
        int block = row / CellBlocks.Products;
        float per = 1 / _factors[row];
        _perFactor[block] = _perFactor[block] == 0 ? per : Math.Min(_perFactor[block], per);
        _largestDeviations[block] = Math.Max(_largestDeviations[block], _deviations[row]);
    }

    /// <summary>
    /// Finds the rows whose dot product with the query could reach a number; returns how many, or -1 where these are
    /// more than there is room for.
    /// </summary>
    /// <param name="first">First row, that of a block of 32.</param>
    /// <param name="count">Rows to look at.</param>
    /// <param name="query">Prepared with <see cref="Codebook"/>.</param>
    /// <param name="spread">Length of the query in code units, times the deviations an estimate may be off.</param>
    /// <param name="least">Dot product of centred codes to reach.</param>
    /// <param name="sums">Room for the sums of a block.</param>
    /// <param name="rows">Takes the rows, ascending.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(
        int first, int count, CellQuery query, double spread, double least, Span<ushort> sums, Span<int> rows)
    {
        double perScale = 1.0 / query.Scale;
        int found = 0;
        int end = first + count;
        for (int row = first; row < end; row += CellBlocks.Products)
        {
            // What any row of the block must sum up to at least; nothing where even 0 could do, and where no row is.
            int block = row / CellBlocks.Products;
            double needed = (least - (spread * _largestDeviations[block])) * _perFactor[block];
            int leastSum = needed > 0
                ? (int)Math.Min(((needed - query.Offset) * perScale) - 1, ushort.MaxValue + 1)
                : 0;
            uint mask = _blocks.Scan(block, query, leastSum, sums);
            for (; mask != 0; mask &= mask - 1)
            {
                int place = BitOperations.TrailingZeroCount(mask);
                double dot = (query.Offset + ((double)query.Scale * sums[place])) * _factors[row + place];
                if (row + place < end && dot + (spread * _deviations[row + place]) >= least)
                {
                    if (found == rows.Length)
                    {
                        return -1;
                    }

                    rows[found++] = row + place;
                }
            }
        }

        GC.KeepAlive(_memory);
        return found;
    }

    private static int LevelOf(int bits) => ((bits & 1) == 0 ? Small : Large) * ((bits & 2) == 0 ? 1 : -1);
}
