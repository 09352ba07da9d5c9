using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>A snapshot in memory whose content can be changed at will and whose checksums are made right again.</summary>
internal sealed class SnapshotForge(byte[] bytes)
{
    public byte[] Bytes { get; } = [.. bytes];

    public int SectionCount => BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(SnapshotLayout.SectionCount));

    public Span<byte> Entry(int number) => Bytes.AsSpan(SnapshotLayout.TableOffset + (number * SnapshotLayout.EntryBytes), SnapshotLayout.EntryBytes);

    public uint IdOf(int number) => BinaryPrimitives.ReadUInt32LittleEndian(Entry(number));

    public Span<byte> Section(int number)
    {
        long offset = BinaryPrimitives.ReadInt64LittleEndian(Entry(number)[SnapshotLayout.EntryOffset..]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(Entry(number)[SnapshotLayout.EntryLength..]);
        return Bytes.AsSpan((int)offset, (int)length);
    }

    public int Find(uint id)
    {
        for (int number = 0; number < SectionCount; number++)
        {
            if (IdOf(number) == id)
            {
                return number;
            }
        }

        throw new InvalidOperationException($"no section {SectionId.NameOf(id)}");
    }

    /// <summary>A file with other bytes of one section, of any length; all sections behind it move. Hashes are not made right.</summary>
    public SnapshotForge With(uint id, ReadOnlySpan<byte> section)
    {
        List<byte> bytes = [.. Bytes.AsSpan(0, SnapshotLayout.FirstSection)];
        List<(long Offset, long Length)> places = [];
        for (int number = 0; number < SectionCount; number++)
        {
            bytes.AddRange(new byte[SnapshotLayout.AlignUp(bytes.Count) - bytes.Count]);
            ReadOnlySpan<byte> content = IdOf(number) == id ? section : Section(number);
            places.Add((bytes.Count, content.Length));
            bytes.AddRange(content);
        }

        bytes.AddRange(new byte[SnapshotLayout.AlignUp(bytes.Count) - bytes.Count]);
        SnapshotForge forge = new([.. bytes]);
        for (int number = 0; number < places.Count; number++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(forge.Entry(number)[SnapshotLayout.EntryOffset..], places[number].Offset);
            BinaryPrimitives.WriteInt64LittleEndian(forge.Entry(number)[SnapshotLayout.EntryLength..], places[number].Length);
        }

        BinaryPrimitives.WriteInt64LittleEndian(forge.Bytes.AsSpan(SnapshotLayout.FileLength), bytes.Count);
        return forge;
    }

    /// <summary>Recomputes all hashes, innermost first; sections that do not lie in the file keep theirs.</summary>
    public SnapshotForge Reseal()
    {
        for (int number = 0; number < Math.Min((uint)SectionCount, SnapshotLayout.MaxSections); number++)
        {
            long offset = BinaryPrimitives.ReadInt64LittleEndian(Entry(number)[SnapshotLayout.EntryOffset..]);
            long length = BinaryPrimitives.ReadInt64LittleEndian(Entry(number)[SnapshotLayout.EntryLength..]);
            if (offset >= 0 && length >= 0 && offset <= Bytes.Length && length <= Bytes.Length - offset)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(Entry(number)[SnapshotLayout.EntryHash..], XxHash3.HashToUInt64(Bytes.AsSpan((int)offset, (int)length)));
            }
        }

        Span<byte> table = Bytes.AsSpan(SnapshotLayout.TableOffset, SnapshotLayout.TableBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(SnapshotLayout.TableHash), XxHash3.HashToUInt64(table));
        XxHash128 content = new();
        content.Append(Bytes.AsSpan(0, SnapshotLayout.TableHash));
        content.Append(table);
        BinaryPrimitives.WriteUInt128LittleEndian(Bytes.AsSpan(SnapshotLayout.ContentHash), content.GetCurrentHashAsUInt128());
        BinaryPrimitives.WriteUInt64LittleEndian(Bytes.AsSpan(SnapshotLayout.HeaderHash), XxHash3.HashToUInt64(Bytes.AsSpan(0, SnapshotLayout.HeaderHash)));
        return this;
    }
}
