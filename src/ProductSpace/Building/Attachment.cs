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
        SectionNames.Check(Name, "an attachment", SnapshotLayout.MaxAttachmentNameBytes);
        if (Bytes.Length > SnapshotLayout.MaxAttachmentBytes)
        {
            throw new ArgumentException(
                $"attachment \"{Name}\" has {Bytes.Length} bytes, {SnapshotLayout.MaxAttachmentBytes} is the maximum");
        }
    }
}
