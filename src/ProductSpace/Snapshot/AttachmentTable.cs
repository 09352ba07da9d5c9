using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Named bytes that travel with a snapshot and that the engine does not read: settings and models of the packages above
/// it. Names and ends are checked when the snapshot is opened, so that a copy never leaves the section.
/// </summary>
internal sealed class AttachmentTable
{
    private readonly NativeView<byte> _bytes;
    private readonly long[] _ends;

    private AttachmentTable(SnapshotSections sections, string[] names)
    {
        Names = names;
        _bytes = sections.Get<byte>(SectionId.AttachmentBytes, -1);
        NativeView<long> ends = sections.Get<long>(SectionId.AttachmentEnds, names.Length);
        _ends = ends.Slice(0, names.Length).ToArray();
        long start = 0;
        for (int i = 0; i < _ends.Length; i++)
        {
            long length = _ends[i] - start;
            bool isLast = i == _ends.Length - 1;
            if (_ends[i] < start || length > SnapshotLayout.MaxAttachmentBytes || _ends[i] > _bytes.Length
                || (isLast && _ends[i] != _bytes.Length))
            {
                throw sections.Fault(
                    SectionId.NameOf(SectionId.AttachmentEnds),
                    sections.OffsetOf(SectionId.AttachmentEnds),
                    $"attachment {i} ends at {_ends[i]}, after {start}, of {_bytes.Length} bytes in all");
            }

            start = _ends[i];
        }
    }

    private AttachmentTable()
    {
        Names = [];
        _ends = [];
    }

    public string[] Names { get; }

    /// <summary>Opens the attachments of a snapshot; there are none where it has no names of them.</summary>
    public static AttachmentTable Open(SnapshotSections sections)
    {
        if (!sections.Contains(SectionId.AttachmentNames))
        {
            return new AttachmentTable();
        }

        string[] names = SectionNames.Read(
            sections,
            SectionId.AttachmentNames,
            SnapshotLayout.MaxAttachments,
            SnapshotLayout.MaxAttachmentNameBytes);
        if (new HashSet<string>(names).Count != names.Length)
        {
            throw sections.Fault(
                SectionId.NameOf(SectionId.AttachmentNames),
                sections.OffsetOf(SectionId.AttachmentNames),
                "two attachments have the same name");
        }

        return new AttachmentTable(sections, names);
    }

    /// <summary>Copies an attachment; null where there is none of this name.</summary>
    public byte[]? Copy(string name)
    {
        int place = Array.IndexOf(Names, name);
        if (place < 0)
        {
            return null;
        }

        long start = place == 0 ? 0 : _ends[place - 1];
        return _bytes.Slice(start, (int)(_ends[place] - start)).ToArray();
    }
}
