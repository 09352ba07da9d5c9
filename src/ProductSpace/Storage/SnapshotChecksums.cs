using System.IO.Hashing;

namespace ProductSpace.Storage;

/// <summary>Verifies every byte after the section table: hashes of the sections, and the zeros between them.</summary>
internal static class SnapshotChecksums
{
    /// <exception cref="SnapshotException">A byte differs from what was written; the message names section and
    /// byte.</exception>
    public static void Verify(
        SnapshotSections sections, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        for (int number = 0; number <= sections.Entries.Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("checksums", StartOf(sections, number), sections.End));
            if (!AreBytesSound(sections, number, out long nonZero, progress))
            {
                throw nonZero >= 0
                    ? sections.Fault("padding", nonZero, "a byte between two sections is not zero")
                    : sections.Fault(
                        SectionId.NameOf(sections.Entries[number].Id),
                        sections.Entries[number].Offset,
                        "the section does not match its checksum");
            }
        }
    }

    /// <summary>
    /// Whether a section and the padding before it are intact; for the number after the last section, whether the
    /// padding after it is. Together these cover the whole file except its head, which every open checks.
    /// </summary>
    /// <param name="sections">The sections of an open snapshot.</param>
    /// <param name="number">Number of a section in file order, or the number of sections.</param>
    /// <param name="nonZero">Offset of the first padding byte that is not zero, or -1.</param>
    /// <param name="progress">Told how far a long section is, in bytes of the file; null for nobody.</param>
    public static bool AreBytesSound(
        SnapshotSections sections, int number, out long nonZero, IProgress<BuildProgress>? progress = null)
    {
        long start = number == 0
            ? SnapshotLayout.FirstSection
            : sections.Entries[number - 1].Offset + sections.Entries[number - 1].Length;
        int place = sections.File.Slice(start, (int)(StartOf(sections, number) - start)).IndexOfAnyExcept((byte)0);
        nonZero = place < 0 ? -1 : start + place;
        return place < 0
            && (number == sections.Entries.Count
                || HashOf(sections, sections.Entries[number], progress) == sections.Entries[number].Hash);
    }

    private static long StartOf(SnapshotSections sections, int number) =>
        number == sections.Entries.Count ? sections.End : sections.Entries[number].Offset;

    private static ulong HashOf(SnapshotSections sections, SectionEntry entry, IProgress<BuildProgress>? progress)
    {
        const int step = 1 << 24;
        if (entry.Length <= step)
        {
            return XxHash3.HashToUInt64(sections.File.Slice(entry.Offset, (int)entry.Length));
        }

        XxHash3 hash = new();
        for (long start = 0; start < entry.Length; start += step)
        {
            progress?.Report(new BuildProgress("checksums", entry.Offset + start, sections.End));
            hash.Append(sections.File.Slice(entry.Offset + start, (int)Math.Min(step, entry.Length - start)));
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
