using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.VectorData.Records;

/// <summary>
/// Values of one column of an open file. A row must be below the number of records. Values of different lengths lie one
/// after another, and each ends where the ends say; an end that cannot be is an <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class ColumnData
{
    private readonly NativeView<byte> _nulls;
    private readonly NativeView<byte> _values;
    private readonly NativeView<long> _ends;

    public ColumnData(Section values, int width, NativeView<byte> nulls, NativeView<byte> bytes, NativeView<long> ends)
    {
        Values = values;
        Width = width;
        _nulls = nulls;
        _values = bytes;
        _ends = ends;
    }

    /// <summary>Where the values lie in the file.</summary>
    public Section Values { get; }

    /// <summary>Bytes of a value; 0 where values differ in length.</summary>
    public int Width { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => (_nulls[row >> 3] & (1 << (row & 7))) != 0;

    /// <summary>
    /// Flags of nulls of 64 rows from a multiple of 64; bits at or above the last row are of no meaning.
    /// </summary>
    public ulong Nulls(int first)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        int start = first >> 3;
        _nulls.Slice(start, (int)Math.Min(sizeof(ulong), _nulls.Length - start)).CopyTo(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Values of fixed width from a row on.</summary>
    public ReadOnlySpan<byte> Block(int first, int rows) => _values.Slice((long)first * Width, rows * Width);

    /// <summary>The bytes of a value.</summary>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        if (Width > 0)
        {
            return _values.Slice((long)row * Width, Width);
        }

        long start = row == 0 ? 0 : _ends[row - 1];
        long end = _ends[row];
        return start >= 0 && start <= end && end <= _values.Length && end - start <= int.MaxValue
            ? _values.Slice(start, (int)(end - start))
            : throw new InvalidDataException($"the value of record {row} ends at byte {end} of {_values.Length}");
    }
}
