using System.Buffers;
using System.Runtime.InteropServices;

namespace ProductSpace.VectorData.Values;

/// <summary>
/// Bytes of the value of a column: a scalar, an array of one scalar type, or a vector as float[]. The bytes do not hold
/// their own length. Null has none and is marked by whoever keeps them.
/// </summary>
internal static class ValueCodec
{
    public static void Write(ValueKind kind, object value, IBufferWriter<byte> target)
    {
        if (kind == ValueKind.Vector)
        {
            target.Write(MemoryMarshal.AsBytes((ReadOnlySpan<float>)(float[])value));
        }
        else if (Scalars.IsList(kind))
        {
            Scalars.Of(kind).WriteList(value, target);
        }
        else
        {
            Scalars.Of(kind).Write(value, target);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are no value of the kind.</exception>
    public static object Read(ValueKind kind, ReadOnlySpan<byte> bytes)
    {
        if (kind == ValueKind.Vector)
        {
            return bytes.Length % sizeof(float) == 0
                ? MemoryMarshal.Cast<byte, float>(bytes).ToArray()
                : throw new InvalidDataException($"{bytes.Length} bytes are no whole vector");
        }

        return Scalars.IsList(kind) ? Scalars.Of(kind).ReadList(bytes) : Scalars.Of(kind).Read(bytes);
    }
}
