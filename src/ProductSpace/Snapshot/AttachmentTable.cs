using System.Text;
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

        NativeView<byte> text = sections.Get<byte>(SectionId.AttachmentNames, -1);
        const int longest = SnapshotLayout.MaxAttachments * (SnapshotLayout.MaxAttachmentNameBytes + 1);
        string[] names = text.Length is 0 or > longest || text[text.Length - 1] != 0
            ? []
            : Encoding.UTF8.GetString(text.Slice(0, (int)text.Length)).Split('\0')[..^1];
        if (names.Length is 0 or > SnapshotLayout.MaxAttachments
            || names.Contains(string.Empty) || new HashSet<string>(names).Count != names.Length)
        {
            throw sections.Fault(
                SectionId.NameOf(SectionId.AttachmentNames),
                sections.OffsetOf(SectionId.AttachmentNames),
                $"must hold 1 to {SnapshotLayout.MaxAttachments} different names, each ended by 0");
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
