using System.Linq;
using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>Named bytes as they are given to a build.</summary>
/// <param name="Name">Name by which a reader asks for them.</param>
/// <param name="Bytes">The bytes, which the engine does not read.</param>
internal sealed record Attachment(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Throws for a name or a length that a snapshot cannot hold.</summary>
    public void Check()
    {
        int bytes = Encoding.UTF8.GetByteCount(Name);
        if (bytes is 0 or > SnapshotLayout.MaxAttachmentNameBytes || Name.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"the name of an attachment takes 1 to {SnapshotLayout.MaxAttachmentNameBytes} bytes and no control "
                + "characters");
        }

        if (Bytes.Length > SnapshotLayout.MaxAttachmentBytes)
        {
            throw new ArgumentException(
                $"attachment \"{Name}\" has {Bytes.Length} bytes, {SnapshotLayout.MaxAttachmentBytes} is the maximum");
        }
    }
}
