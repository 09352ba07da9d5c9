using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Storage;
using ProductSpace.VectorData.Values;

namespace ProductSpace.VectorData.Records;

/// <summary>
/// Writes a records file. It appears under its name only when it is whole and on the device, and after it was opened
/// and checked. Equal records, columns and indexes give equal bytes.
/// </summary>
internal static class RecordFileWriter
{
    /// <summary>An index that belongs to the file: its generation, its content, and the row of each ordinal.</summary>
    /// <param name="Generation">Number of the generation.</param>
    /// <param name="ContentHash">Content hash of its snapshot.</param>
    /// <param name="Rows">Row of each ordinal; null where ordinal and row are the same.</param>
    internal sealed record MadeIndex(int Generation, string ContentHash, int[]? Rows);

    /// <exception cref="IOException">The device is full or refuses; nothing has the name.</exception>
    public static void Write(
        string path, Schema schema, RowRef[] rows, MadeIndex?[] indexes, CancellationToken cancellationToken)
    {
        using FilePublication publication = new(path, SystemFiles.Instance);
        SectionWriter writer = new(publication.File);
        ColumnSections[] columns = new ColumnSections[schema.Count];
        IndexEntry?[] entries = new IndexEntry?[schema.Count];
        for (int number = 0; number < schema.Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            columns[number] = WriteColumn(writer, schema[number], number, rows);
            if (indexes[number] is MadeIndex index)
            {
                writer.Target.Write(MemoryMarshal.AsBytes(index.Rows.AsSpan()));
                entries[number] = new IndexEntry(index.Generation, index.ContentHash, writer.End());
            }
        }

        Section places = WritePlaces(writer, schema[Schema.Key].Kind, rows);
        ArrayBufferWriter<byte> list = new();
        RecordList.Write(list, schema, columns, places, entries);
        publication.File.Write(list.WrittenSpan, writer.Position);
        publication.File.Write(Head(list.WrittenSpan, writer.Position, rows.Length), 0);
        publication.Complete(static written =>
        {
            using RecordFile file = RecordFile.Open(written);
            file.VerifyVectors();
        });
    }

    private static ColumnSections WriteColumn(SectionWriter writer, Column column, int number, RowRef[] rows)
    {
        byte[] flags = new byte[(rows.Length + 7) / 8];
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row].IsNull(number))
            {
                flags[row >> 3] |= (byte)(1 << (row & 7));
            }
        }

        writer.Target.Write(flags);
        Section nulls = writer.End();
        int width = column.Width;
        long[] ends = new long[width == 0 ? rows.Length : 0];
        for (int row = 0; row < rows.Length; row++)
        {
            if (!rows[row].IsNull(number))
            {
                rows[row].Write(number, column.Kind, writer.Target);
            }
            else if (width > 0)
            {
                writer.Target.GetSpan(width)[..width].Clear();
                writer.Target.Advance(width);
            }

            if (width == 0)
            {
                ends[row] = writer.Length;
            }

            writer.Step();
        }

        Section values = writer.End();
        writer.Target.Write(MemoryMarshal.AsBytes(ends.AsSpan()));
        return new ColumnSections(nulls, values, writer.End());
    }

    /// <summary>Writes the table of keys: open addressing with the number of the row plus one, and zero for a free
    /// place.</summary>
    private static Section WritePlaces(SectionWriter writer, ValueKind kind, RowRef[] rows)
    {
        int[] places = new int[RecordLayout.PlacesFor(rows.Length)];
        ArrayBufferWriter<byte> key = new(64);
        for (int row = 0; row < rows.Length; row++)
        {
            key.ResetWrittenCount();
            rows[row].Write(Schema.Key, kind, key);
            long place = (long)(KeyText.Hash(key.WrittenSpan) & (ulong)(places.Length - 1));
            while (places[place] != 0)
            {
                place = (place + 1) & (places.Length - 1);
            }

            places[place] = row + 1;
        }

        writer.Target.Write(MemoryMarshal.AsBytes(places.AsSpan()));
        return writer.End();
    }

    private static byte[] Head(ReadOnlySpan<byte> list, long at, int records)
    {
        byte[] head = new byte[RecordLayout.HeadBytes];
        RecordLayout.Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(RecordLayout.VersionAt), RecordLayout.Version);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(RecordLayout.ListBytesAt), list.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(RecordLayout.FileBytesAt), at + list.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(RecordLayout.RecordsAt), records);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(RecordLayout.ListAt), at);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(RecordLayout.ListHashAt), XxHash3.HashToUInt64(list));
        BinaryPrimitives.WriteUInt64LittleEndian(
            head.AsSpan(RecordLayout.HeadHashAt), XxHash3.HashToUInt64(head.AsSpan(0, RecordLayout.HeadHashAt)));
        return head;
    }
}
