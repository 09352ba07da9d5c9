namespace ProductSpace.Interchange.ParquetForm;

/// <summary>The header of one page of a column.</summary>
internal struct PageHeader
{
    public const int DataPage = 0, IndexPage = 1, DictionaryPage = 2, DataPageV2 = 3;

    public int Type;
    public int UnpackedBytes;
    public int PackedBytes;
    public int Values;
    public int Encoding;

    /// <summary>Of version 2: levels stand before the data, never compressed.</summary>
    public int DefinitionBytes;
    public int RepetitionBytes;
    public bool IsPacked;

    /// <summary>Encodings of the levels, which version 1 states; 3 is the only one in use.</summary>
    public int DefinitionEncoding;
    public int RepetitionEncoding;

    /// <summary>Reads a header and returns its length.</summary>
    /// <exception cref="EndOfStreamException">The bytes end within the header.</exception>
    /// <exception cref="InvalidDataException">The header is malformed.</exception>
    public static PageHeader Read(ReadOnlySpan<byte> bytes, out int length)
    {
        const int rle = 3;
        PageHeader header = new()
        {
            Type = -1,
            IsPacked = true,
            DefinitionEncoding = rle,
            RepetitionEncoding = rle,
        };
        ThriftReader reader = new(bytes);
        short id = 0;
        for (ThriftType type; (type = reader.ReadField(ref id)) != ThriftType.Stop;)
        {
            switch (id)
            {
                case 1 when type == ThriftType.Int32:
                    header.Type = (int)reader.ReadInteger();
                    break;
                case 2 when type == ThriftType.Int32:
                    header.UnpackedBytes = (int)reader.ReadInteger();
                    break;
                case 3 when type == ThriftType.Int32:
                    header.PackedBytes = (int)reader.ReadInteger();
                    break;
                case 5 or 7 or 8 when type == ThriftType.Struct:
                    header.ReadBody(ref reader, isV2: id == 8);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        length = reader.Position;
        return header;
    }

    /// <summary>Reads the part of a data page of either version, or of a dictionary page.</summary>
    private void ReadBody(ref ThriftReader reader, bool isV2)
    {
        short id = 0;
        for (ThriftType type; (type = reader.ReadField(ref id)) != ThriftType.Stop;)
        {
            switch (id)
            {
                case 1 when type == ThriftType.Int32:
                    Values = (int)reader.ReadInteger();
                    break;
                case 2 when type == ThriftType.Int32 && !isV2:
                    Encoding = (int)reader.ReadInteger();
                    break;
                case 3 when type == ThriftType.Int32 && !isV2:
                    DefinitionEncoding = (int)reader.ReadInteger();
                    break;
                case 4 when type == ThriftType.Int32 && !isV2:
                    RepetitionEncoding = (int)reader.ReadInteger();
                    break;
                case 4 when type == ThriftType.Int32:
                    Encoding = (int)reader.ReadInteger();
                    break;
                case 5 when type == ThriftType.Int32 && isV2:
                    DefinitionBytes = (int)reader.ReadInteger();
                    break;
                case 6 when type == ThriftType.Int32 && isV2:
                    RepetitionBytes = (int)reader.ReadInteger();
                    break;
                case 7 when isV2 && type is ThriftType.True or ThriftType.False:
                    IsPacked = type == ThriftType.True;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
    }
}
