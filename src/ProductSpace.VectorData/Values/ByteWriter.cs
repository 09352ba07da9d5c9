using System.Buffers;
using System.Buffers.Binary;

namespace ProductSpace.VectorData.Values;

/// <summary>
/// The writing side of <see cref="ByteReader"/>: little-endian numbers, and texts with their length before them.
/// </summary>
internal static class ByteWriter
{
    public static void Byte(this IBufferWriter<byte> target, byte value)
    {
        target.GetSpan(1)[0] = value;
        target.Advance(1);
    }

    public static void Int32(this IBufferWriter<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target.GetSpan(sizeof(int)), value);
        target.Advance(sizeof(int));
    }

    public static void Int64(this IBufferWriter<byte> target, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target.GetSpan(sizeof(long)), value);
        target.Advance(sizeof(long));
    }

    public static void UInt64(this IBufferWriter<byte> target, ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(target.GetSpan(sizeof(ulong)), value);
        target.Advance(sizeof(ulong));
    }

    public static void Text(this IBufferWriter<byte> target, string text)
    {
        byte[] bytes = StringScalar.BytesOf(text);
        target.Int32(bytes.Length);
        target.Write(bytes);
    }
}
