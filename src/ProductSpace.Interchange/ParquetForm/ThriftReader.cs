namespace ProductSpace.Interchange.ParquetForm;

/// <summary>Types of values in the compact protocol of Thrift.</summary>
internal enum ThriftType
{
    Stop = 0,
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Map = 11,
    Struct = 12,
}

/// <summary>
/// Reads the compact protocol of Thrift, in which Parquet writes its footer and the headers of its pages. Every length
/// is checked against the bytes that are left before it is used; nesting is bounded.
/// </summary>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxDepth = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Reads the header of the next field of a structure; <see cref="ThriftType.Stop"/> at its end.</summary>
    /// <param name="id">Number of the last field, 0 at first; receives that of this one.</param>
    public ThriftType ReadField(ref short id)
    {
        byte head = ReadByte();
        ThriftType type = (ThriftType)(head & 15);
        if (type == ThriftType.Stop)
        {
            return type;
        }

        int delta = head >> 4;
        id = delta == 0 ? (short)ReadInteger() : (short)(id + delta);
        return type is > ThriftType.Struct ? throw Malformed("an unknown type of a field") : type;
    }

    /// <summary>Reads the header of a list; every element takes a byte at least.</summary>
    public int ReadList(out ThriftType element)
    {
        byte head = ReadByte();
        element = (ThriftType)(head & 15);
        long count = head >> 4;
        count = count == 15 ? (long)ReadUnsigned() : count;
        return count < 0 || count > _bytes.Length - Position
            ? throw Malformed("a list longer than the bytes after it")
            : (int)count;
    }

    /// <summary>Reads an integer of 16, 32 or 64 bits.</summary>
    public long ReadInteger()
    {
        ulong value = ReadUnsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ReadOnlySpan<byte> ReadBinary()
    {
        ulong length = ReadUnsigned();
        if (length > (ulong)(_bytes.Length - Position))
        {
            throw Malformed("a text longer than the bytes after it");
        }

        ReadOnlySpan<byte> value = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return value;
    }

    public void Skip(ThriftType type) => Skip(type, MaxDepth, inList: false);

    private void Skip(ThriftType type, int depth, bool inList)
    {
        if (depth == 0)
        {
            throw Malformed("structures nested too deeply");
        }

        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                Position += inList ? 1 : 0;
                break;
            case ThriftType.Byte:
                ReadByte();
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                ReadUnsigned();
                break;
            case ThriftType.Double:
                RequireRoom(sizeof(double));
                Position += sizeof(double);
                break;
            case ThriftType.Binary:
                ReadBinary();
                break;
            case ThriftType.List or ThriftType.Set:
                for (int count = ReadList(out ThriftType element); count > 0; count--)
                {
                    Skip(element, depth - 1, inList: true);
                }

                break;
            case ThriftType.Map:
                SkipMap(depth);
                break;
            case ThriftType.Struct:
                short id = 0;
                for (ThriftType field; (field = ReadField(ref id)) != ThriftType.Stop;)
                {
                    Skip(field, depth - 1, inList: false);
                }

                break;
            default:
                throw Malformed("an unknown type");
        }
    }

    private void SkipMap(int depth)
    {
        ulong count = ReadUnsigned();
        if (count == 0)
        {
            return;
        }

        byte types = ReadByte();
        if (count > (ulong)(_bytes.Length - Position))
        {
            throw Malformed("a map longer than the bytes after it");
        }

        for (; count > 0; count--)
        {
            Skip((ThriftType)(types >> 4), depth - 1, inList: true);
            Skip((ThriftType)(types & 15), depth - 1, inList: true);
        }
    }

    private ulong ReadUnsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Malformed("an integer of more than 64 bits");
    }

    private byte ReadByte()
    {
        RequireRoom(1);
        return _bytes[Position++];
    }

    private readonly void RequireRoom(int count)
    {
        if (_bytes.Length - Position < count)
        {
            throw new EndOfStreamException("a structure goes on behind its end");
        }
    }

    private static InvalidDataException Malformed(string fault) => new(fault);
}
