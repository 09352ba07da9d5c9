using System.Buffers;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Records;

/// <summary>
/// One record: a row of an open file, or values in memory that no file has yet. Values stand by the number of their
/// column; a missing one is null.
/// </summary>
internal readonly struct RowRef
{
    private readonly RecordFile? _file;
    private readonly int _row;
    private readonly object?[]? _values;

    public RowRef(RecordFile file, int row)
    {
        _file = file;
        _row = row;
    }

    public RowRef(object?[] values) => _values = values;

    public object? Get(int column) =>
        _values is null ? _file!.Get(_row, column)
        : (uint)column < (uint)_values.Length ? _values[column]
        : null;

    /// <summary>Reads a value that is not null, without a box.</summary>
    public T GetFixed<T, TCodec>(int column)
        where T : struct
        where TCodec : struct, IScalarCodec<T> =>
        _values is null ? _file!.GetFixed<T, TCodec>(_row, column) : (T)_values[column]!;

    public bool IsNull(int column) =>
        _values is null ? _file!.IsNull(_row, column) : (uint)column >= (uint)_values.Length || _values[column] is null;

    /// <summary>The vector of a column that is not null.</summary>
    public ReadOnlySpan<float> Vector(int column) =>
        _values is null ? _file!.Vector(_row, column) : (float[])_values[column]!;

    /// <summary>Writes a value that is not null as a column holds it.</summary>
    public void Write(int column, ValueKind kind, IBufferWriter<byte> target)
    {
        if (_values is null)
        {
            target.Write(_file!.Bytes(_row, column));
        }
        else
        {
            ValueCodec.Write(kind, _values[column]!, target);
        }
    }
}
