using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ProductSpace.Memory;

namespace ProductSpace.Numerics;

/// <summary>
/// Safe view of the 7-bit code rows [Count x Stride bytes] of a space, wherever they live. Row numbers are checked
/// here, so that the kernels may use pointers. Stride is a multiple of 64; bytes past the dimension are zero.
/// </summary>
internal readonly unsafe struct CodeRows
{
    /// <summary>Code of the value 0: codes are stored as value + 64.</summary>
    public const int Zero = 64;

    /// <summary>Largest magnitude of a value.</summary>
    public const int Limit = 63;

    /// <summary>
    /// Size from which a table is assumed to exceed the last-level cache, so that reading ahead pays. Unrelated to the
    /// price model, which interpolates between two sizes.
    /// </summary>
    internal const long ReadAheadFromBytes = 64L << 20;

    private readonly byte* _rows;
    private readonly bool _isFar;
    private readonly int _ahead;

    public CodeRows(NativeView<byte> bytes, int count, int stride)
    {
        if (stride <= 0 || stride % CodeDot.Block != 0 || bytes.Length < (long)count * stride)
        {
            throw new ArgumentException(
                $"{bytes.Length} bytes cannot hold {count} rows of {stride} bytes", nameof(bytes));
        }

        _rows = bytes.Pointer;
        Count = count;
        Stride = stride;
        _isFar = (long)count * stride >= ReadAheadFromBytes;
        _ahead = ReadAhead.RowsFor(stride / CodeDot.Block, _isFar);
    }

    public int Count { get; }

    public int Stride { get; }

    public static int StrideFor(int dimension) => (dimension + CodeDot.Block - 1) / CodeDot.Block * CodeDot.Block;

    /// <summary>Codes of one row, Stride bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Row(int row) => new(_rows + Offset(row), Stride);

    /// <summary>Prefetches all cache lines of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int row)
    {
        if (Sse.IsSupported && (uint)row < (uint)Count)
        {
            AskFor(_rows + ((long)row * Stride), Stride);
        }
    }

    /// <summary>Prefetches all cache lines of the listed rows, before the first of them is needed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prefetch(ReadOnlySpan<int> rows)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        int stride = Stride;
        byte* start = _rows;
        uint count = (uint)Count;
        foreach (int row in rows)
        {
            if ((uint)row >= count)
            {
                continue;
            }

            AskFor(start + ((long)row * stride), stride);
        }
    }

    /// <summary>Starts reading the pages of a row from the file.</summary>
    public void RequestPages(int row)
    {
        if ((uint)row < (uint)Count)
        {
            LibC.RequestPages(_rows + ((long)row * Stride), Stride);
        }
    }

    /// <summary>Prefetches the lines of a number of bytes, a positive multiple of a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskFor(byte* row, int length)
    {
        Sse.Prefetch1(row);
        for (int offset = CodeDot.Block; offset < length; offset += CodeDot.Block)
        {
            Sse.Prefetch1(row + offset);
        }
    }

    /// <summary>
    /// Sets dots[i] to the dot product of row rows[i] and the query, for rows that are in the cache or being fetched.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Dot(ReadOnlySpan<int> rows, ReadOnlySpan<sbyte> query, Span<int> dots)
    {
        Check(query.Length, rows.Length, dots.Length);
        int stride = Stride;
        byte* start = _rows;
        fixed (sbyte* q = query)
        fixed (int* output = dots)
        {
            int i = 0;
            for (; i + 4 <= rows.Length; i += 4)
            {
                CodeDot.Four(
                    start + Offset(rows[i]),
                    start + Offset(rows[i + 1]),
                    start + Offset(rows[i + 2]),
                    start + Offset(rows[i + 3]),
                    q,
                    stride).Store(output + i);
            }

            for (; i < rows.Length; i++)
            {
                output[i] = CodeDot.One(start + Offset(rows[i]), q, stride);
            }
        }
    }

    /// <summary>
    /// Computes the dot products of scattered rows, prefetching them ahead of the compared ones: as many as their cache
    /// lines allow (<see cref="ReadAhead"/>). More would fill the queue of outstanding lines, behind which nothing else
    /// proceeds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DotFar(ReadOnlySpan<int> rows, ReadOnlySpan<sbyte> query, Span<int> dots) =>
        DotFar(rows, query, dots, Stride, Ahead);

    /// <summary>Rows that are prefetched ahead of the compared ones.</summary>
    internal int Ahead => _ahead;

    /// <summary>Computes the dot products of the first 64 codes only, one cache line of each scattered row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DotPrefixes(ReadOnlySpan<int> rows, ReadOnlySpan<sbyte> query, Span<int> dots) =>
        DotFar(rows, query, dots, CodeDot.Block, _isFar ? ReadAhead.Prefixes : rows.Length);

    /// <summary>
    /// Computes the dot products of the first <paramref name="length"/> codes of scattered rows, prefetching
    /// <paramref name="ahead"/> rows, at least 4, ahead of the compared ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void DotFar(ReadOnlySpan<int> rows, ReadOnlySpan<sbyte> query, Span<int> dots, int length, int ahead)
    {
        Check(query.Length, rows.Length, dots.Length);
        int stride = Stride;
        byte* start = _rows;
        fixed (sbyte* q = query)
        fixed (int* output = dots)
        {
            // Each row is checked when it is asked for, before it is compared: the four of a step at least. No other
            // thread can change the list.
            Debug.Assert(length <= stride);
            ahead = Math.Max(4, ahead);
            int asked = 0;
            int i = 0;
            while (i < rows.Length)
            {
                int ask = Math.Min(rows.Length, i + ahead);
                for (; asked < ask; asked++)
                {
                    byte* row = start + Offset(rows[asked]);
                    if (Sse.IsSupported)
                    {
                        AskFor(row, length);
                    }
                }

                if (i + 4 <= rows.Length)
                {
                    CodeDot.Four(
                        start + ((long)rows[i] * stride),
                        start + ((long)rows[i + 1] * stride),
                        start + ((long)rows[i + 2] * stride),
                        start + ((long)rows[i + 3] * stride),
                        q,
                        length).Store(output + i);
                    i += 4;
                }
                else
                {
                    output[i] = CodeDot.One(start + ((long)rows[i] * stride), q, length);
                    i++;
                }
            }
        }
    }

    /// <summary>Sets dots[i] to the dot product of row first + i and the query.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void DotRange(int first, ReadOnlySpan<sbyte> query, Span<int> dots)
    {
        Check(query.Length, dots.Length, dots.Length);
        if (dots.IsEmpty)
        {
            return;
        }

        byte* row = _rows + Offset(first);
        _ = Offset(first + dots.Length - 1);
        int stride = Stride;
        fixed (sbyte* q = query)
        fixed (int* output = dots)
        {
            int i = 0;
            for (; i + 4 <= dots.Length; i += 4, row += 4L * stride)
            {
                CodeDot.Four(row, row + stride, row + (2L * stride), row + (3L * stride), q, stride).Store(output + i);
            }

            if (i < dots.Length && dots.Length >= 4)
            {
                // The last four once more, for less than two of them alone would cost.
                row -= (4L - (dots.Length - i)) * stride;
                CodeDot.Four(row, row + stride, row + (2L * stride), row + (3L * stride), q, stride)
                    .Store(output + dots.Length - 4);
                return;
            }

            for (; i < dots.Length; i++, row += stride)
            {
                output[i] = CodeDot.One(row, q, stride);
            }
        }
    }

    /// <summary>
    /// Writes a row as signed values (-64..63) to be used as a query against other rows, zero past the dimension;
    /// returns their sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int ToSigned(int row, int dimension, Span<sbyte> values)
    {
        ReadOnlySpan<byte> codes = Row(row);
        int sum = 0;
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i + 32 <= dimension; i += 32)
            {
                Vector256<byte> stored = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(codes), (nuint)i);
                Vector256<sbyte> signed = (stored - Vector256.Create((byte)Zero)).AsSByte();
                signed.StoreUnsafe(ref MemoryMarshal.GetReference(values), (nuint)i);
                (Vector256<short> lower, Vector256<short> upper) = Vector256.Widen(signed);
                sum += Vector256.Sum(lower + upper);
            }
        }

        for (; i < dimension; i++)
        {
            int value = codes[i] - Zero;
            values[i] = (sbyte)value;
            sum += value;
        }

        values[dimension..].Clear();
        return sum;
    }

    /// <summary>Squared length of a row in code units.</summary>
    public int SquaredNorm(int row, int dimension)
    {
        int sum = 0;
        foreach (byte code in Row(row)[..dimension])
        {
            int value = code - Zero;
            sum += value * value;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Offset(int row)
    {
        if ((uint)row >= (uint)Count)
        {
            Throw.OutsideOfView(row, 1, Count);
        }

        return (long)row * Stride;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(int queryLength, int needed, int given)
    {
        if (queryLength < Stride || given < needed)
        {
            ThrowWrongLengths(queryLength, Stride, needed, given);
        }
    }

    /// <summary>Kept apart, so that the check is inlined into loops that are compiled once.</summary>
    [DoesNotReturn]
    private static void ThrowWrongLengths(int queryLength, int stride, int needed, int given) =>
        throw new ArgumentException(
            $"query of {queryLength} bytes for rows of {stride}, room for {given} of {needed} results");
}
