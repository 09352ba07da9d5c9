using System.Buffers.Binary;
using System.IO.Hashing;
using ProductSpace.Storage;

namespace ProductSpace.Fuzz.Snapshots;

/// <summary>Makes the checksums of a changed snapshot right again: those of the sections that were changed, then table, content and header.</summary>
internal static class SnapshotSeal
{
    public static void Reseal(MutableFile file)
    {
        uint sections = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(file.Bytes[SnapshotLayout.SectionCount..]), SnapshotLayout.MaxSections);
        for (int number = 0; number < sections; number++)
        {
            int entry = SnapshotLayout.TableOffset + (number * SnapshotLayout.EntryBytes);
            (long offset, long length) = RangeOf(file.Bytes, number);
            bool fits = offset >= 0 && length >= 0 && offset <= file.Length && length <= file.Length - offset;
            if (fits && (file.IsChanged(offset, length) || file.IsChanged(entry, SnapshotLayout.EntryBytes)))
            {
                ulong hash = XxHash3.HashToUInt64(file.Bytes.Slice((int)offset, (int)length));
                BinaryPrimitives.WriteUInt64LittleEndian(file.Change(entry + SnapshotLayout.EntryHash, sizeof(ulong)), hash);
            }
        }

        ReadOnlySpan<byte> table = file.Bytes.Slice(SnapshotLayout.TableOffset, SnapshotLayout.TableBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(file.Change(SnapshotLayout.TableHash, sizeof(ulong)), XxHash3.HashToUInt64(table));
        XxHash128 content = new();
        content.Append(file.Bytes[..SnapshotLayout.TableHash]);
        content.Append(table);
        BinaryPrimitives.WriteUInt128LittleEndian(file.Change(SnapshotLayout.ContentHash, 16), content.GetCurrentHashAsUInt128());
        BinaryPrimitives.WriteUInt64LittleEndian(file.Change(SnapshotLayout.HeaderHash, sizeof(ulong)), XxHash3.HashToUInt64(file.Bytes[..SnapshotLayout.HeaderHash]));
    }

    /// <summary>Where an entry of the table says that its section is.</summary>
    public static (long Offset, long Length) RangeOf(ReadOnlySpan<byte> file, int number)
    {
        ReadOnlySpan<byte> entry = file.Slice(SnapshotLayout.TableOffset + (number * SnapshotLayout.EntryBytes), SnapshotLayout.EntryBytes);
        return (BinaryPrimitives.ReadInt64LittleEndian(entry[SnapshotLayout.EntryOffset..]), BinaryPrimitives.ReadInt64LittleEndian(entry[SnapshotLayout.EntryLength..]));
    }
}
