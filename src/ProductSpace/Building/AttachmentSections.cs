using System.Linq;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>Writes named bytes that the engine does not read, in the order in which they were given.</summary>
internal static class AttachmentSections
{
    public static void Write(SnapshotWriter writer, IReadOnlyList<Attachment> attachments)
    {
        if (attachments.Count == 0)
        {
            return;
        }

        SectionNames.Write(writer, SectionId.AttachmentNames, attachments.Select(attachment => attachment.Name));
        long[] ends = new long[attachments.Count];
        long end = 0;
        writer.Begin(SectionId.AttachmentBytes, required: false);
        for (int i = 0; i < ends.Length; i++)
        {
            writer.Append(attachments[i].Bytes.Span);
            ends[i] = end += attachments[i].Bytes.Length;
        }

        writer.End();
        writer.Write<long>(SectionId.AttachmentEnds, ends, required: false);
    }
}
