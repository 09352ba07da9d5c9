using System.Buffers.Binary;
using System.Text;
using ProductSpace.Interchange.Rows;

namespace ProductSpace.Interchange.ParquetForm;

/// <summary>
/// The footer of a Parquet file: its leaf columns, and where each row group has their pages. Invariant: all pages of
/// all chunks lie within the file, and every row group has every column.
/// </summary>
internal sealed class ParquetFooter
{
    /// <summary>Bytes behind the footer: its length and the signature.</summary>
    private const int TailBytes = 8;

    private const int MaxFooterBytes = 64 << 20;
    private const int MaxDepth = 16;
    private const int Repeated = 2;

    private ParquetFooter(ParquetColumn[] columns, List<ParquetChunk[]> groups, long rows)
    {
        Columns = columns;
        Groups = groups;
        Rows = rows;
    }

    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    public ParquetColumn[] Columns { get; }

    /// <summary>Chunks of each row group, by the number of their column.</summary>
    public List<ParquetChunk[]> Groups { get; }

    /// <summary>Rows that the footer declares, for progress only.</summary>
    public long Rows { get; }

    public static ParquetFooter Read(SourceFile file, Stream stream)
    {
        byte[] tail = new byte[TailBytes];
        if (file.Length < Magic.Length + TailBytes)
        {
            throw CutShort(file);
        }

        stream.Position = file.Length - TailBytes;
        stream.ReadExactly(tail);
        if (tail.AsSpan(4).SequenceEqual("PARE"u8))
        {
            throw file.Refuse("is an encrypted Parquet file", "write it without encryption");
        }

        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail.AsSpan(4).SequenceEqual(Magic))
        {
            throw CutShort(file);
        }

        if (length > MaxFooterBytes || length > file.Length - TailBytes - Magic.Length)
        {
            throw file.Refuse(
                $"declares a footer of {length} bytes, more than the file or the limit of {MaxFooterBytes} holds",
                "write or copy it again");
        }

        byte[] footer = new byte[length];
        stream.Position = file.Length - TailBytes - length;
        stream.ReadExactly(footer);
        try
        {
            return Parse(footer, file.Length);
        }
        catch (Exception exception) when (Damage.IsIn(exception))
        {
            throw file.Damaged("Parquet", exception);
        }
    }

    private static EmbeddingFormatException CutShort(SourceFile file) =>
        file.Refuse(
            $"begins as Parquet, but byte {Math.Max(0, file.Length - 4)} does not begin its end mark: cut short",
            "write or copy it again");

    private static ParquetFooter Parse(ReadOnlySpan<byte> footer, long fileBytes)
    {
        ThriftReader reader = new(footer);
        List<SchemaNode> nodes = [];
        List<ParquetChunk[]> groups = [];
        long rows = 0;
        short id = 0;
        for (ThriftType type; (type = reader.ReadField(ref id)) != ThriftType.Stop;)
        {
            switch (id)
            {
                case 2 when type == ThriftType.List:
                    for (int count = reader.ReadList(out _); count > 0; count--)
                    {
                        nodes.Add(ReadNode(ref reader));
                    }

                    break;
                case 3 when type == ThriftType.Int64:
                    rows = reader.ReadInteger();
                    break;
                case 4 when type == ThriftType.List:
                    for (int count = reader.ReadList(out _); count > 0; count--)
                    {
                        groups.Add(ReadGroup(ref reader));
                    }

                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        ParquetColumn[] columns = ColumnsOf(nodes);
        foreach (ParquetChunk[] group in groups)
        {
            Check(group, columns.Length, fileBytes);
        }

        return new ParquetFooter(columns, groups, rows);
    }

    private static void Check(ParquetChunk[] group, int columns, long fileBytes)
    {
        if (group.Length != columns)
        {
            throw new InvalidDataException($"a row group has {group.Length} columns, the schema {columns}");
        }

        foreach (ParquetChunk chunk in group)
        {
            if (chunk.Start < 0 || chunk.Bytes < 0 || chunk.Values < 0 || chunk.Start > fileBytes
                || chunk.Bytes > fileBytes - chunk.Start)
            {
                throw new InvalidDataException("pages lie outside the file");
            }
        }
    }

    private static SchemaNode ReadNode(ref ThriftReader reader)
    {
        SchemaNode node = new();
        short id = 0;
        for (ThriftType type; (type = reader.ReadField(ref id)) != ThriftType.Stop;)
        {
            switch (id)
            {
                case 1 when type == ThriftType.Int32:
                    node.Type = (int)reader.ReadInteger();
                    break;
                case 2 when type == ThriftType.Int32:
                    node.TypeLength = (int)reader.ReadInteger();
                    break;
                case 3 when type == ThriftType.Int32:
                    node.Repetition = (int)reader.ReadInteger();
                    break;
                case 4 when type == ThriftType.Binary:
                    node.Name = Encoding.UTF8.GetString(reader.ReadBinary());
                    break;
                case 5 when type == ThriftType.Int32:
                    node.Children = (int)reader.ReadInteger();
                    break;
                case 6 when type == ThriftType.Int32:
                    node.Converted = (int)reader.ReadInteger();
                    break;
                case 10 when type == ThriftType.Struct:
                    node.Logical = ReadLogical(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return node;
    }

    /// <summary>Returns the number of the member of the union that is set.</summary>
    private static int ReadLogical(ref ThriftReader reader)
    {
        int logical = 0;
        short id = 0;
        for (ThriftType type; (type = reader.ReadField(ref id)) != ThriftType.Stop;)
        {
            logical = id;
            reader.Skip(type);
        }

        return logical;
    }

    private static ParquetChunk[] ReadGroup(ref ThriftReader reader)
    {
        ParquetChunk[] chunks = [];
        short id = 0;
        for (ThriftType type; (type = reader.ReadField(ref id)) != ThriftType.Stop;)
        {
            if (id == 1 && type == ThriftType.List)
            {
                int count = reader.ReadList(out _);
                chunks = new ParquetChunk[count];
                for (int i = 0; i < count; i++)
                {
                    chunks[i] = ReadChunk(ref reader);
                }
            }
            else
            {
                reader.Skip(type);
            }
        }

        return chunks;
    }

    private static ParquetChunk ReadChunk(ref ThriftReader reader)
    {
        ParquetChunk chunk = default;
        short id = 0;
        for (ThriftType type; (type = reader.ReadField(ref id)) != ThriftType.Stop;)
        {
            switch (id)
            {
                case 1 when type == ThriftType.Binary:
                    throw new InvalidDataException("a column lies in another file");
                case 3 when type == ThriftType.Struct:
                    chunk = ReadChunkMetadata(ref reader);
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return chunk;
    }

    private static ParquetChunk ReadChunkMetadata(ref ThriftReader reader)
    {
        long codec = 0, values = 0, bytes = 0, data = 0, dictionary = 0;
        short id = 0;
        for (ThriftType type; (type = reader.ReadField(ref id)) != ThriftType.Stop;)
        {
            switch (id)
            {
                case 4 when type == ThriftType.Int32:
                    codec = reader.ReadInteger();
                    break;
                case 5 when type == ThriftType.Int64:
                    values = reader.ReadInteger();
                    break;
                case 7 when type == ThriftType.Int64:
                    bytes = reader.ReadInteger();
                    break;
                case 9 when type == ThriftType.Int64:
                    data = reader.ReadInteger();
                    break;
                case 11 when type == ThriftType.Int64:
                    dictionary = reader.ReadInteger();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        long start = dictionary > 0 && dictionary < data ? dictionary : data;
        return new ParquetChunk(start, bytes, values, (int)Math.Clamp(codec, -1, int.MaxValue));
    }

    /// <summary>Walks the schema, which lists its tree depth-first, and returns its leaves.</summary>
    private static ParquetColumn[] ColumnsOf(List<SchemaNode> nodes)
    {
        if (nodes.Count == 0)
        {
            throw new InvalidDataException("the schema is empty");
        }

        List<ParquetColumn> columns = [];
        int next = 1;
        for (int child = 0; child < nodes[0].Children; child++)
        {
            Walk(nodes, ref next, new Place([], -1, 0, 0), columns);
        }

        return [.. columns];
    }

    private static void Walk(List<SchemaNode> nodes, ref int next, Place above, List<ParquetColumn> columns)
    {
        if (next >= nodes.Count || above.Path.Length > MaxDepth)
        {
            throw new InvalidDataException("the schema is no tree");
        }

        SchemaNode node = nodes[next++];
        bool isRepeated = node.Repetition == Repeated;
        string[] path = [.. above.Path, node.Name];
        Place here = new(
            path,
            isRepeated && above.NameLength < 0 ? Math.Max(1, path.Length - 1) : above.NameLength,
            above.Definition + (node.Repetition != 0 ? 1 : 0),
            above.Repetition + (isRepeated ? 1 : 0));
        if (node.Children > 0)
        {
            for (int child = 0; child < node.Children; child++)
            {
                Walk(nodes, ref next, here, columns);
            }

            return;
        }

        // The middle names of a list are the writer's: embedding.list.element is the column embedding.
        string name = string.Join('.', here.NameLength > 0 ? path[..here.NameLength] : path);
        columns.Add(node.ToColumn(name, columns.Count, here.Definition, here.Repetition));
    }

    private readonly record struct Place(string[] Path, int NameLength, int Definition, int Repetition);

    private sealed class SchemaNode
    {
        private const int Utf8 = 0, UInt8 = 11, UInt64 = 14;
        private const int LogicalUuid = 14, LogicalHalf = 15;

        public int Type { get; set; } = -1;

        public int TypeLength { get; set; }

        public int Repetition { get; set; }

        public string Name { get; set; } = string.Empty;

        public int Children { get; set; }

        public int Converted { get; set; } = -1;

        public int Logical { get; set; }

        public ParquetColumn ToColumn(string name, int index, int definition, int repetition)
        {
            PhysicalType type = Type is >= 0 and <= (int)PhysicalType.FixedByteArray
                ? (PhysicalType)Type
                : throw new InvalidDataException($"a column of the unknown type {Type}");
            int bytes = type switch
            {
                PhysicalType.Int32 or PhysicalType.Float => 4,
                PhysicalType.Int64 or PhysicalType.Double => 8,
                PhysicalType.Int96 => 12,
                PhysicalType.FixedByteArray => TypeLength > 0
                    ? TypeLength
                    : throw new InvalidDataException("a column of values without length"),
                _ => Utf8,
            };
            bool isFixed = type == PhysicalType.FixedByteArray;
            return new ParquetColumn(
                name,
                index,
                type,
                bytes,
                definition,
                repetition,
                IsHalf: isFixed && bytes == 2 && Logical == LogicalHalf,
                IsUuid: isFixed && bytes == 16 && Logical == LogicalUuid,
                IsUnsigned: Converted is >= UInt8 and <= UInt64);
        }
    }
}
