using System.Buffers;
using System.IO.Hashing;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Filters;

/// <summary>A filter as bytes: equal bytes ask the same, so that what one question compiled serves the next.</summary>
internal readonly struct FilterKey : IEquatable<FilterKey>
{
    private readonly byte[] _bytes;
    private readonly int _hash;

    private FilterKey(byte[] bytes)
    {
        _bytes = bytes;
        _hash = (int)XxHash3.HashToUInt64(bytes);
    }

    public int Length => _bytes.Length;

    /// <param name="node">The filter.</param>
    /// <param name="schema">Says the type of each column's values.</param>
    public static FilterKey Of(FilterNode node, Schema schema)
    {
        ArrayBufferWriter<byte> bytes = new(64);
        Write(node, schema, bytes);
        return new FilterKey(bytes.WrittenSpan.ToArray());
    }

    public bool Equals(FilterKey other) => _bytes.AsSpan().SequenceEqual(other._bytes);

    public override bool Equals(object? obj) => obj is FilterKey other && Equals(other);

    public override int GetHashCode() => _hash;

    private static void Write(FilterNode node, Schema schema, ArrayBufferWriter<byte> bytes)
    {
        switch (node)
        {
            case FilterNode.Constant constant:
                bytes.Byte(constant.Value ? (byte)1 : (byte)2);
                break;
            case FilterNode.Not not:
                bytes.Byte(3);
                Write(not.Part, schema, bytes);
                break;
            case FilterNode.Group group:
                bytes.Byte(group.IsAnd ? (byte)4 : (byte)5);
                bytes.Int32(group.Parts.Count);
                foreach (FilterNode part in group.Parts)
                {
                    Write(part, schema, bytes);
                }

                break;
            case FilterNode.Compare compare:
                WriteHead(bytes, 6, compare.Column, (byte)compare.Comparison);
                WriteValue(bytes, schema, compare.Column, compare.Value);
                break;
            case FilterNode.CompareNumber number:
                WriteHead(bytes, number.Value is decimal ? (byte)7 : (byte)8, number.Column, (byte)number.Comparison);
                ValueCodec.Write(number.Value is decimal ? ValueKind.Decimal : ValueKind.Double, number.Value, bytes);
                break;
            case FilterNode.OneOf oneOf:
                WriteHead(bytes, 9, oneOf.Column, oneOf.HasNull ? (byte)1 : (byte)0);
                WriteValues(bytes, schema, oneOf.Column, oneOf.Values);
                break;
            case FilterNode.HasAny hasAny:
                WriteHead(bytes, 10, hasAny.Column, 0);
                WriteValues(bytes, schema, hasAny.Column, hasAny.Values);
                break;
            case FilterNode.HasElement hasElement:
                WriteHead(bytes, 11, hasElement.Column, 0);
                break;
            case FilterNode.SameList same:
                WriteHead(bytes, 14, same.Column, same.IsNot ? (byte)1 : (byte)0);
                WriteValues(bytes, schema, same.Column, [.. same.Values.Cast<object?>()]);
                break;
            case FilterNode.Text text:
                WriteHead(bytes, text.IgnoreCase ? (byte)12 : (byte)13, text.Column, (byte)text.Match);
                bytes.Text(text.Value);
                break;
            default:
                throw new InvalidOperationException($"a filter node {node.GetType().Name} has no bytes");
        }
    }

    private static void WriteHead(ArrayBufferWriter<byte> bytes, byte node, int column, byte how)
    {
        bytes.Byte(node);
        bytes.Int32(column);
        bytes.Byte(how);
    }

    private static void WriteValues(
        ArrayBufferWriter<byte> bytes, Schema schema, int column, IReadOnlyList<object?> values)
    {
        bytes.Int32(values.Count);
        foreach (object? value in values)
        {
            WriteValue(bytes, schema, column, value);
        }
    }

    private static void WriteValue(ArrayBufferWriter<byte> bytes, Schema schema, int column, object? value)
    {
        if (value is null || column < 0)
        {
            // No record has the column, so that only the question for null can be answered.
            bytes.Int32(value is null ? -1 : -2);
            return;
        }

        ArrayBufferWriter<byte> written = new(16);
        ValueCodec.Write(schema[column].Kind & ~ValueKind.List, value, written);
        bytes.Int32(written.WrittenCount);
        bytes.Write(written.WrittenSpan);
    }
}
