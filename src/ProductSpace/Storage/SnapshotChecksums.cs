using System.IO.Hashing;

namespace ProductSpace.Storage;

/// <summary>Every byte behind the section table: hashes of the sections, and the zeros between them.</summary>
internal static class SnapshotChecksums
{
    /// <exception cref="SnapshotException">a byte is not as it was written; the message names section and byte.</exception>
    public static void Verify(SnapshotSections sections, IProgress<BuildProgress>? progress, CancellationToken cancellation)
    {
        long end = SnapshotLayout.FirstSection;
        foreach (SectionEntry entry in sections.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("checksums", entry.Offset, sections.End));
            CheckZeros(sections, end, entry.Offset);
            CheckHash(sections, entry);
            end = entry.Offset + entry.Length;
        }

        CheckZeros(sections, end, sections.End);
    }

    private static void CheckHash(SnapshotSections sections, SectionEntry entry)
    {
        XxHash3 hash = new();
        const int step = 1 << 24;
        for (long start = 0; start < entry.Length; start += step)
        {
            hash.Append(sections.File.Slice(entry.Offset + start, (int)Math.Min(step, entry.Length - start)));
        }

        if (hash.GetCurrentHashAsUInt64() != entry.Hash)
        {
            throw sections.Fault(SectionId.NameOf(entry.Id), entry.Offset, "the section does not match its checksum");
        }
    }

    private static void CheckZeros(SnapshotSections sections, long start, long end)
    {
        int nonZero = sections.File.Slice(start, (int)(end - start)).IndexOfAnyExcept((byte)0);
        if (nonZero >= 0)
        {
            throw sections.Fault("padding", start + nonZero, "a byte between two sections is not zero");
        }
    }
}
