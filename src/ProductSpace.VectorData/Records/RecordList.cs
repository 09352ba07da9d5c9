using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Records;

/// <summary>
/// The list at the end of a records file: columns, where their sections lie, and which index belongs to each. Reading
/// checks every number in 64 bits against the file before anything is opened by it.
/// </summary>
internal sealed class RecordList
{
    private RecordList(Schema schema, int records, ColumnSections[] columns, Section places, IndexEntry?[] indexes)
    {
        Schema = schema;
        Records = records;
        Columns = columns;
        PlacesSection = places;
        Indexes = indexes;
    }

    public Schema Schema { get; }

    public int Records { get; }

    public ColumnSections[] Columns { get; }

    public Section PlacesSection { get; }

    public IndexEntry?[] Indexes { get; }

    /// <summary>Reads head and list of a file, and compares what they name with its checksums.</summary>
    /// <exception cref="InvalidDataException">The file is no records file, damaged, or newer.</exception>
    public static RecordList Read(IByteOwner file)
    {
        if (file.Length < RecordLayout.HeadBytes
            || !file.Bytes.Slice(0, RecordLayout.Magic.Length).SequenceEqual(RecordLayout.Magic))
        {
            throw new InvalidDataException("it does not begin as a records file does");
        }

        ReadOnlySpan<byte> head = file.Bytes.Slice(0, RecordLayout.HeadBytes);
        int version = BinaryPrimitives.ReadInt32LittleEndian(head[RecordLayout.VersionAt..]);
        if (version != RecordLayout.Version)
        {
            throw new InvalidDataException(
                $"it has version {version}, and this program reads {RecordLayout.Version}; use a newer version");
        }

        if (XxHash3.HashToUInt64(head[..RecordLayout.HeadHashAt])
            != BinaryPrimitives.ReadUInt64LittleEndian(head[RecordLayout.HeadHashAt..]))
        {
            throw new InvalidDataException("its head has another checksum");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(head[RecordLayout.FileBytesAt..]);
        long records = BinaryPrimitives.ReadInt64LittleEndian(head[RecordLayout.RecordsAt..]);
        long at = BinaryPrimitives.ReadInt64LittleEndian(head[RecordLayout.ListAt..]);
        int bytes = BinaryPrimitives.ReadInt32LittleEndian(head[RecordLayout.ListBytesAt..]);
        if (length != file.Length)
        {
            throw new InvalidDataException($"it has {file.Length} bytes, and {length} were written");
        }

        if (records is < 0 or > RecordLayout.MaxRecords
            || (uint)bytes > RecordLayout.MaxListBytes
            || at < RecordLayout.HeadBytes
            || at > length - bytes)
        {
            throw new InvalidDataException($"{records} records with a list of {bytes} bytes at {at} cannot be");
        }

        ReadOnlySpan<byte> list = file.Bytes.Slice(at, bytes);
        if (XxHash3.HashToUInt64(list) != BinaryPrimitives.ReadUInt64LittleEndian(head[RecordLayout.ListHashAt..]))
        {
            throw new InvalidDataException("its list has another checksum");
        }

        RecordList read = Parse(list, (int)records, at);
        read.Verify(file);
        return read;
    }

    public static void Write(
        IBufferWriter<byte> target, Schema schema, ColumnSections[] columns, Section places, IndexEntry?[] indexes)
    {
        target.Int32(schema.Count);
        for (int number = 0; number < schema.Count; number++)
        {
            schema[number].Write(target);
            WriteSection(target, columns[number].Nulls);
            WriteSection(target, columns[number].Values);
            WriteSection(target, columns[number].Ends);
            target.Byte(indexes[number] is null ? (byte)0 : (byte)1);
            if (indexes[number] is IndexEntry index)
            {
                target.Int32(index.Generation);
                target.Text(index.ContentHash);
                WriteSection(target, index.Rows);
            }
        }

        WriteSection(target, places);
    }

    public ColumnData Open(int number, IByteOwner file)
    {
        ColumnSections sections = Columns[number];
        return new ColumnData(
            sections.Values,
            Schema[number].Width,
            View(file, sections.Nulls),
            View(file, sections.Values),
            View(file, sections.Ends).Cast<long>());
    }

    public NativeView<int> Places(IByteOwner file) => View(file, PlacesSection).Cast<int>();

    private static NativeView<byte> View(IByteOwner file, Section section) =>
        file.Bytes.SliceView(section.Offset, section.Length);

    private static RecordList Parse(ReadOnlySpan<byte> bytes, int records, long end)
    {
        ByteReader reader = new(bytes);
        int count = reader.Int32(Schema.MaxColumns, "the number of columns");
        List<Column> columns = [];
        List<ColumnSections> sections = [];
        List<IndexEntry?> indexes = [];
        for (int i = 0; i < count; i++)
        {
            Column column = Column.Read(ref reader);
            columns.Add(column);
            Section nulls = ReadSection(ref reader, end, ((long)records + 7) / 8, column.Name);
            long valueBytes = column.Width == 0 ? -1 : (long)column.Width * records;
            Section values = ReadSection(ref reader, end, valueBytes, column.Name);
            long endBytes = column.Width == 0 ? (long)sizeof(long) * records : 0;
            Section ends = ReadSection(ref reader, end, endBytes, column.Name);
            sections.Add(new ColumnSections(nulls, values, ends));
            indexes.Add(reader.Byte() == 0
                ? null
                : new IndexEntry(reader.Int32(), reader.Text(), ReadSection(ref reader, end, -1, column.Name)));
        }

        long places = (long)sizeof(int) * RecordLayout.PlacesFor(records);
        Section keys = ReadSection(ref reader, end, places, "the table of keys");
        ThrowIfShared(sections, indexes, keys, end);
        return reader.IsAtEnd
            ? new RecordList(new Schema(columns), records, [.. sections], keys, [.. indexes])
            : throw new InvalidDataException("its list is longer than what it lists");
    }

    /// <summary>
    /// Sections lie beside each other. If thousands could name the same bytes, their checksums would take hours.
    /// </summary>
    private static void ThrowIfShared(
        List<ColumnSections> columns, List<IndexEntry?> indexes, Section keys, long end)
    {
        long bytes = keys.Length;
        for (int i = 0; i < columns.Count && bytes <= end; i++)
        {
            bytes += columns[i].Nulls.Length + columns[i].Values.Length + columns[i].Ends.Length
                + (indexes[i]?.Rows.Length ?? 0);
        }

        if (bytes > end - RecordLayout.HeadBytes)
        {
            throw new InvalidDataException($"its sections have {bytes} bytes or more, in {end} bytes before the list");
        }
    }

    private static Section ReadSection(ref ByteReader reader, long end, long expected, string what)
    {
        Section section = new(reader.Int64(), reader.Int64(), reader.UInt64());
        bool isInside = section.Offset >= RecordLayout.HeadBytes
            && section.Length >= 0
            && section.Offset <= end - section.Length
            && section.Offset % RecordLayout.Alignment == 0;
        return isInside && (expected < 0 || section.Length == expected)
            ? section
            : throw new InvalidDataException(
                $"{Printable.Of(what)}: a section of {section.Length} bytes at {section.Offset} cannot be");
    }

    private static void WriteSection(IBufferWriter<byte> target, Section section)
    {
        target.Int64(section.Offset);
        target.Int64(section.Length);
        target.UInt64(section.Hash);
    }

    private void Verify(IByteOwner file)
    {
        for (int number = 0; number < Columns.Length; number++)
        {
            ColumnSections sections = Columns[number];
            bool isRight = RecordFile.HashOf(file, sections.Nulls) == sections.Nulls.Hash
                && RecordFile.HashOf(file, sections.Ends) == sections.Ends.Hash
                && (Schema[number].IsVector || RecordFile.HashOf(file, sections.Values) == sections.Values.Hash)
                && (Indexes[number] is not IndexEntry index || RecordFile.HashOf(file, index.Rows) == index.Rows.Hash);
            if (!isRight)
            {
                throw new InvalidDataException($"column \"{Printable.Of(Schema[number].Name)}\" has another checksum");
            }
        }

        // One bit a record, and the rest of the last byte is zero. Every reader takes it that a record has a key.
        Section keyless = Columns[Schema.Key].Nulls;
        if (file.Bytes.Slice(keyless.Offset, (int)keyless.Length).ContainsAnyExcept((byte)0))
        {
            throw new InvalidDataException("a record has no key");
        }

        if (RecordFile.HashOf(file, PlacesSection) != PlacesSection.Hash)
        {
            throw new InvalidDataException("the table of keys has another checksum");
        }
    }
}
