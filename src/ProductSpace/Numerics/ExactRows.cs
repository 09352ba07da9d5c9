using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using ProductSpace.Memory;

namespace ProductSpace.Numerics;

/// <summary>
/// Safe view of the exact form of a space: int16 rows [Count x Dimension], unpadded, with one float32 scale per row; a
/// number is value * scale. A query comes as two planes of 14 bits (see <see cref="SplitQuery"/>), whose products are
/// summed in 64-bit integers, so that the similarity of a product is equal on every machine. "Exact" means the order by
/// this form, ties by ordinal. It differs from a float64 cosine by at most half a row's scale times the sum of the
/// query's magnitudes: below 2e-5 if the numbers of a row are of similar size, up to 3.5e-4 at 512 dimensions if one of
/// them is near 1.
/// </summary>
internal readonly unsafe struct ExactRows
{
    /// <summary>Zero bytes after the last row, part of the section, that the kernels may read.</summary>
    public const int SlackBytes = 64;

    /// <summary>Bits of the low plane of a query.</summary>
    public const int PlaneBits = 14;

    private const double QueryScale = 1 << (2 * PlaneBits);

    private readonly short* _rows;
    private readonly NativeView<float> _scales;
    private readonly double _most;

    /// <param name="rows">The rows and the bytes after them.</param>
    /// <param name="scales">One for each row.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="dimension">Numbers of a row.</param>
    /// <param name="most">Largest similarity; above 1 only for rows of a delta that may be longer than 1.</param>
    public ExactRows(NativeView<byte> rows, NativeView<float> scales, int count, int dimension, double most = 1)
    {
        if (dimension <= 0
            || rows.Length < ((long)count * dimension * sizeof(short)) + SlackBytes
            || scales.Length < count)
        {
            throw new ArgumentException(
                $"{rows.Length} bytes cannot hold {count} exact rows of {dimension} numbers", nameof(rows));
        }

        _rows = (short*)rows.Pointer;
        _scales = scales;
        _most = most;
        Count = count;
        Dimension = dimension;
    }

    public int Count { get; }

    public int Dimension { get; }

    /// <summary>Length of a query plane, the dimension padded for the widest load.</summary>
    public static int PlaneLength(int dimension) => (dimension + 31) & ~31;

    /// <summary>Writes a row of unit length as integers; returns its scale.</summary>
    public static float Encode(ReadOnlySpan<double> unit, Span<short> row)
    {
        double largest = 0;
        foreach (double value in unit)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        float scale = (float)(largest / short.MaxValue);
        for (int i = 0; i < unit.Length; i++)
        {
            row[i] = (short)Math.Clamp(Math.Round(unit[i] / scale), -short.MaxValue, short.MaxValue);
        }

        return scale;
    }

    /// <summary>Splits a unit vector into a high and a low plane: value = (high * 2^14 + low) / 2^28.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SplitQuery(ReadOnlySpan<double> unit, Span<short> high, Span<short> low)
    {
        high.Clear();
        low.Clear();
        for (int i = 0; i < unit.Length; i++)
        {
            int value = (int)Math.Round(unit[i] * QueryScale);
            int top = value >> PlaneBits;
            high[i] = (short)top;
            low[i] = (short)(value - (top << PlaneBits));
        }
    }

    /// <summary>Prefetches all cache lines of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row)
    {
        if (Sse.IsSupported && (uint)row < (uint)Count)
        {
            byte* start = (byte*)(_rows + ((long)row * Dimension));
            int bytes = Dimension * sizeof(short);
            for (int offset = 0; offset < bytes; offset += 64)
            {
                Sse.Prefetch1(start + offset);
            }

            Sse.Prefetch1(start + bytes - 1);
            _scales.Prefetch(row, 1);
        }
    }

    /// <summary>Similarity of a row and a split query, in [-1, 1] for rows of length 1; -1 if the scale is forged.</summary>
    public double Similarity(int row, ReadOnlySpan<short> high, ReadOnlySpan<short> low)
    {
        int plane = PlaneLength(Dimension);
        if ((uint)row >= (uint)Count || high.Length < plane || low.Length < plane)
        {
            Throw.OutsideOfView(row, 1, Count);
        }

        short* start = _rows + ((long)row * Dimension);
        long sum;
        fixed (short* h = high)
        fixed (short* l = low)
        {
            sum = ExactDot.Sum(start, h, l, Dimension);
        }

        double similarity = sum * (double)_scales[row] * (1.0 / QueryScale);
        return similarity >= -_most ? Math.Min(similarity, _most) : -_most;
    }

    /// <summary>Decodes a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Decode(int row, Span<float> destination)
    {
        if ((uint)row >= (uint)Count || destination.Length < Dimension)
        {
            Throw.OutsideOfView(row, 1, Count);
        }

        short* start = _rows + ((long)row * Dimension);
        float scale = _scales[row];
        for (int i = 0; i < Dimension; i++)
        {
            destination[i] = start[i] * scale;
        }
    }
}
