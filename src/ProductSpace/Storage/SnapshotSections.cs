using System.Buffers.Binary;
using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// The section table of a snapshot over its bytes. Every section is checked to lie within the file, in order and
/// without overlap, before anyone reads it. All arithmetic is 64-bit.
/// </summary>
internal sealed class SnapshotSections
{
    private readonly NativeView<byte> _file;
    private readonly string _path;
    private readonly Dictionary<uint, SectionEntry> _entries;
    private readonly List<SectionEntry> _inOrder;

    public SnapshotSections(string path, NativeView<byte> file, long length, ReadOnlySpan<byte> table, int count)
    {
        _path = path;
        _file = file;
        if ((uint)count > SnapshotLayout.MaxSections)
        {
            throw Fault(
                null,
                SnapshotLayout.SectionCount,
                $"the header declares {count} sections, but {SnapshotLayout.MaxSections} is the maximum");
        }

        _entries = new Dictionary<uint, SectionEntry>(count);
        _inOrder = new List<SectionEntry>(count);
        long end = SnapshotLayout.FirstSection;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> row = table.Slice(i * SnapshotLayout.EntryBytes, SnapshotLayout.EntryBytes);
            SectionEntry entry = new(
                BinaryPrimitives.ReadUInt32LittleEndian(row[SnapshotLayout.EntryId..]),
                BinaryPrimitives.ReadUInt32LittleEndian(row[SnapshotLayout.EntryFlags..]),
                BinaryPrimitives.ReadInt64LittleEndian(row[SnapshotLayout.EntryOffset..]),
                BinaryPrimitives.ReadInt64LittleEndian(row[SnapshotLayout.EntryLength..]),
                BinaryPrimitives.ReadUInt64LittleEndian(row[SnapshotLayout.EntryHash..]));
            if (entry.Offset != SnapshotLayout.AlignUp(end) || entry.Length < 0 || entry.Length > length - entry.Offset)
            {
                throw Fault(
                    SectionId.NameOf(entry.Id),
                    SnapshotLayout.TableOffset + (i * SnapshotLayout.EntryBytes),
                    $"bytes {entry.Offset} to {(ulong)entry.Offset + (ulong)entry.Length} are not a valid place for a "
                        + $"section of this file of {length} bytes");
            }

            end = entry.Offset + entry.Length;
            if (!_entries.TryAdd(entry.Id, entry))
            {
                throw Fault(SectionId.NameOf(entry.Id), entry.Offset, "the section occurs twice");
            }

            _inOrder.Add(entry);
            if (entry.IsRequired && !IsKnown(entry.Id))
            {
                throw Fault(
                    SectionId.NameOf(entry.Id),
                    entry.Offset,
                    "a newer program wrote this file, and its readers must know this section; update ProductSpace");
            }
        }

        End = SnapshotLayout.AlignUp(end);
    }

    /// <summary>Offset at which the file must end.</summary>
    public long End { get; }

    /// <summary>All sections in the order of the file.</summary>
    public IReadOnlyList<SectionEntry> Entries => _inOrder;

    public NativeView<byte> File => _file;

    public bool Contains(uint id) => _entries.ContainsKey(id);

    /// <summary>
    /// Returns a mandatory section of exactly <paramref name="count"/> elements, or of any whole number if count is
    /// negative.
    /// </summary>
    public NativeView<T> Get<T>(uint id, long count)
        where T : unmanaged
    {
        if (!_entries.TryGetValue(id, out SectionEntry? entry))
        {
            throw Fault(SectionId.NameOf(id), SnapshotLayout.TableOffset, "the section is missing");
        }

        NativeView<byte> bytes = _file.SliceView(entry.Offset, entry.Length);
        NativeView<T> view = bytes.Cast<T>();
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        if (entry.Length % size != 0 || (count >= 0 && view.Length != count))
        {
            throw Fault(
                SectionId.NameOf(id),
                entry.Offset,
                count < 0
                    ? $"{entry.Length} bytes are not whole rows of {size}"
                    : $"{entry.Length} bytes where {count} rows of {size} belong");
        }

        return view;
    }

    /// <summary>Refuses the file because of what a section says, unless that is good.</summary>
    /// <exception cref="SnapshotException">It is not good.</exception>
    public void Require(bool good, uint section, string problem)
    {
        if (!good)
        {
            throw Fault(section, problem);
        }
    }

    /// <summary>Makes the refusal of a file because of what a section says.</summary>
    public SnapshotException Fault(uint section, string problem) =>
        Fault(SectionId.NameOf(section), OffsetOf(section), problem);

    public SnapshotException Fault(string? section, long offset, string problem) =>
        new(_path, section, offset, problem);

    public long OffsetOf(uint id) => _entries.TryGetValue(id, out SectionEntry? entry) ? entry.Offset : 0;

    /// <summary>Length of a section in bytes; 0 if it is missing.</summary>
    public long LengthOf(uint id) => _entries.TryGetValue(id, out SectionEntry? entry) ? entry.Length : 0;

    private static bool IsKnown(uint id) =>
        !SectionId.NameOf(id).Contains("section-", StringComparison.Ordinal) && id >> 8 <= 2;
}

/// <summary>One row of the section table.</summary>
internal sealed record SectionEntry(uint Id, uint Flags, long Offset, long Length, ulong Hash)
{
    public bool IsRequired => (Flags & SnapshotLayout.RequiredFlag) != 0;
}
