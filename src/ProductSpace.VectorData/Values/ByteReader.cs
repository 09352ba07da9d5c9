using System.Buffers.Binary;

namespace ProductSpace.VectorData.Values;

/// <summary>
/// Reads numbers, texts and pieces off bytes that came from a file. Every length is compared with what is left before
/// it is used; too little left is an <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>A number from 0 to <paramref name="most"/>.</summary>
    public int Int32(int most, string what)
    {
        int value = Int32();
        return (uint)value <= (uint)most
            ? value
            : throw new InvalidDataException($"{what} is {value}, which is not from 0 to {most}");
    }

    /// <summary>Bytes with their length before them.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        int length = Int32();
        return length < 0
            ? throw new InvalidDataException($"a piece of {length} bytes cannot be")
            : Take(length);
    }

    public string Text() => StringScalar.TextOf(Bytes());

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new InvalidDataException($"{length} bytes are asked for where {_rest.Length} are left");
        }

        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
