using System.Buffers.Binary;

namespace ProductSpace.Interchange.Rows;

/// <summary>Type of the numbers of a form, all little-endian.</summary>
internal enum NumberKind
{
    Float16,
    Float32,
    Float64,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
}

/// <summary>Converts stored numbers to float32: the nearest one, as a cast does.</summary>
internal static class Numbers
{
    public static int SizeOf(NumberKind kind) => kind switch
    {
        NumberKind.Int8 or NumberKind.UInt8 => 1,
        NumberKind.Float16 or NumberKind.Int16 or NumberKind.UInt16 => 2,
        NumberKind.Float32 or NumberKind.Int32 or NumberKind.UInt32 => 4,
        _ => 8,
    };

    /// <summary>Converts destination.Length numbers.</summary>
    public static void Convert(NumberKind kind, ReadOnlySpan<byte> source, Span<float> destination)
    {
        int size = SizeOf(kind);
        if (kind == NumberKind.Float32 && BitConverter.IsLittleEndian)
        {
            source[..(destination.Length * size)].CopyTo(
                System.Runtime.InteropServices.MemoryMarshal.AsBytes(destination));
            return;
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = One(kind, source.Slice(i * size, size));
        }
    }

    /// <summary>Converts one number.</summary>
    public static float One(NumberKind kind, ReadOnlySpan<byte> bytes) => kind switch
    {
        NumberKind.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        NumberKind.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        NumberKind.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        NumberKind.Int8 => (sbyte)bytes[0],
        NumberKind.UInt8 => bytes[0],
        NumberKind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        NumberKind.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        NumberKind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        NumberKind.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        NumberKind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };
}
