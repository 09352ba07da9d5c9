using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Changes;

/// <summary>Receives the changes of a file in their order.</summary>
internal interface IChangeSink
{
    /// <summary>Columns of the changes that follow.</summary>
    Schema Schema { get; }

    void AddColumn(Column column);

    /// <param name="key">Key of the record.</param>
    /// <param name="values">Its values; null if it was deleted.</param>
    void Add(object key, object?[]? values);
}

/// <summary>
/// Reads a file of changes, which may come from a process that was killed, or from a stranger. An unfinished frame at
/// the end was never promised to anybody and is left out. A whole frame that is not what its checksum says, with more
/// after it, is damage.
/// </summary>
internal static class ChangeReader
{
    /// <summary>Reads all whole frames; returns the bytes of an unfinished one at the end.</summary>
    /// <exception cref="Microsoft.Extensions.VectorData.VectorStoreException">The file is damaged, or
    /// newer.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static long Read(string path, int number, IChangeSink sink)
    {
        using IByteOwner file = SystemFiles.Instance.OpenRead(path);
        return Read(file, number, sink);
    }

    /// <summary>Reads all whole frames of an open file; returns the bytes of an unfinished one at the end.</summary>
    /// <exception cref="Microsoft.Extensions.VectorData.VectorStoreException">As above.</exception>
    public static long Read(IByteOwner file, int number, IChangeSink sink)
    {
        long position = ChangeLayout.HeadBytes;
        try
        {
            if (!ReadHead(file, number))
            {
                return file.Length;
            }

            while (file.Length - position >= ChangeLayout.FrameHeadBytes)
            {
                ReadOnlySpan<byte> head = file.Bytes.Slice(position, ChangeLayout.FrameHeadBytes);
                int length = BinaryPrimitives.ReadInt32LittleEndian(head);
                long end = position + ChangeLayout.FrameHeadBytes + length;
                if (length is <= 0 or > ChangeLayout.MaxFrameBytes || end > file.Length)
                {
                    break;
                }

                ReadOnlySpan<byte> frame = file.Bytes.Slice(position + ChangeLayout.FrameHeadBytes, length);
                if (XxHash3.HashToUInt64(frame, position)
                    != BinaryPrimitives.ReadUInt64LittleEndian(head[sizeof(int)..]))
                {
                    if (end < file.Length)
                    {
                        throw new InvalidDataException($"the changes at byte {position} have another checksum");
                    }

                    break;
                }

                ReadFrame(frame, sink);
                position = end;
            }

            return file.Length - position;
        }
        catch (InvalidDataException fault)
        {
            throw StoreFault.Damaged(file.Path, fault.Message, fault);
        }
        catch (ArgumentException fault)
        {
            throw StoreFault.Damaged(file.Path, $"the changes at byte {position}: {fault.Message}", fault);
        }
    }

    /// <summary>Checks the head; false for a file whose creation was cut short.</summary>
    private static bool ReadHead(IByteOwner file, int number)
    {
        if (file.Length < ChangeLayout.HeadBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> head = file.Bytes.Slice(0, ChangeLayout.HeadBytes);
        if (!head[..ChangeLayout.Magic.Length].SequenceEqual(ChangeLayout.Magic))
        {
            // A power cut can leave the length of a new file without its bytes.
            return head.ContainsAnyExcept((byte)0)
                ? throw new InvalidDataException("it does not begin as a file of changes does")
                : false;
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(head[ChangeLayout.VersionAt..]);
        if (version != ChangeLayout.Version)
        {
            throw new InvalidDataException(
                $"it has version {version}, and this program reads {ChangeLayout.Version}; use a newer version");
        }

        return XxHash3.HashToUInt64(head[..ChangeLayout.HashAt])
            == BinaryPrimitives.ReadUInt64LittleEndian(head[ChangeLayout.HashAt..])
            && BinaryPrimitives.ReadInt64LittleEndian(head[ChangeLayout.NumberAt..]) == number
            ? true
            : throw new InvalidDataException("its head has another checksum, or the file another name");
    }

    private static void ReadFrame(ReadOnlySpan<byte> frame, IChangeSink sink)
    {
        ByteReader reader = new(frame);
        while (!reader.IsAtEnd)
        {
            byte change = reader.Byte();
            switch (change)
            {
                case ChangeLayout.NewColumn:
                    sink.AddColumn(Column.Read(ref reader));
                    break;
                case ChangeLayout.Deleted:
                    object deleted = ValueCodec.Read(sink.Schema[Schema.Key].Kind, reader.Bytes());
                    KeyText.Check(sink.Schema[Schema.Key].Kind, deleted);
                    sink.Add(deleted, null);
                    break;
                case ChangeLayout.Written:
                    object?[] values = ReadRecord(ref reader, sink.Schema);
                    sink.Add(values[Schema.Key]!, values);
                    break;
                default:
                    throw new InvalidDataException($"a change of kind {change} is not known; use a newer version");
            }
        }
    }

    private static object?[] ReadRecord(ref ByteReader reader, Schema schema)
    {
        object?[] values = new object?[schema.Count];
        int count = reader.Int32(schema.Count, "the number of values");
        for (int i = 0; i < count; i++)
        {
            int number = reader.Int32(schema.Count - 1, "the number of a column");
            Column column = schema[number];
            ReadOnlySpan<byte> bytes = reader.Bytes();
            if (column.Width > 0 && bytes.Length != column.Width)
            {
                throw new InvalidDataException(
                    $"a value of column \"{Printable.Of(column.Name)}\" has {bytes.Length} bytes, not {column.Width}");
            }

            values[number] = ValueCodec.Read(column.Kind, bytes);
        }

        object key = values[Schema.Key] ?? throw new InvalidDataException("a record has no key");
        KeyText.Check(schema[Schema.Key].Kind, key);
        return values;
    }
}
