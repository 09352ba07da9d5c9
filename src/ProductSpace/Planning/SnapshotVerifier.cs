using System.IO.Hashing;
using System.Text.Unicode;
using ProductSpace.Filtering;
using ProductSpace.Graph;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>
/// Looks at everything in a snapshot: the hash of each section, the zeros between them, and that what the sections say
/// holds together. Throws a <see cref="SnapshotException"/> that names section and byte at the first fault.
/// </summary>
internal static class SnapshotVerifier
{
    public static void Verify(ProductIndex index, IProgress<BuildProgress>? progress, CancellationToken cancellation)
    {
        SnapshotSections sections = index.Sections;
        for (int number = 0; number <= sections.Entries.Count; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("checksums", StartOf(sections, number), sections.End));
            if (!AreBytesSound(sections, number, out long nonZero))
            {
                throw nonZero >= 0
                    ? sections.Fault("padding", nonZero, "a byte between two sections is not zero")
                    : sections.Fault(SectionId.NameOf(sections.Entries[number].Id), sections.Entries[number].Offset, "the section does not match its checksum");
            }
        }

        CheckProducts(index, sections);
        FacetVerifier.Verify(index, sections);
        for (int space = 0; space < index.Header.SpaceCount; space++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("structure", space, index.Header.SpaceCount));
            new SpaceVerifier(index, sections, space).Verify();
        }
    }

    /// <summary>
    /// Whether the bytes of a section and the padding before it are what was written; for the number after the last section, the
    /// padding behind it. All of these together are the whole file but its head, which every opening checks.
    /// </summary>
    /// <param name="sections">The sections of an open snapshot.</param>
    /// <param name="number">Of a section in the order of the file, or how many there are.</param>
    /// <param name="nonZero">Where a byte of the padding is not zero; -1 where none is.</param>
    public static bool AreBytesSound(SnapshotSections sections, int number, out long nonZero)
    {
        long start = number == 0 ? SnapshotLayout.FirstSection : sections.Entries[number - 1].Offset + sections.Entries[number - 1].Length;
        int place = sections.File.Slice(start, (int)(StartOf(sections, number) - start)).IndexOfAnyExcept((byte)0);
        nonZero = place < 0 ? -1 : start + place;
        return place < 0 && (number == sections.Entries.Count || HashOf(sections, sections.Entries[number]) == sections.Entries[number].Hash);
    }

    private static long StartOf(SnapshotSections sections, int number) => number == sections.Entries.Count ? sections.End : sections.Entries[number].Offset;

    private static ulong HashOf(SnapshotSections sections, SectionEntry entry)
    {
        const int step = 1 << 24;
        if (entry.Length <= step)
        {
            return XxHash3.HashToUInt64(sections.File.Slice(entry.Offset, (int)entry.Length));
        }

        XxHash3 hash = new();
        for (long start = 0; start < entry.Length; start += step)
        {
            hash.Append(sections.File.Slice(entry.Offset + start, (int)Math.Min(step, entry.Length - start)));
        }

        return hash.GetCurrentHashAsUInt64();
    }

    private static void CheckProducts(ProductIndex index, SnapshotSections sections)
    {
        ProductColumns columns = index.Columns;
        for (int ordinal = 0; ordinal < index.Count; ordinal++)
        {
            ReadOnlySpan<byte> id = columns.Ids[ordinal];
            Require(Utf8.IsValid(id), SectionId.ProductIdText, () => $"the id of product {ordinal} is no UTF-8, so that no text asks for it");
            Require(!id.IsEmpty && columns.Ids.TryFind(id, out int found) && found == ordinal, SectionId.ProductIdSlots, () => $"the id of product {ordinal} does not lead back to it");
            int category = columns.CategoryOf(ordinal);
            Require((uint)category < (uint)columns.CategoryCount, SectionId.ProductCategories, () => $"product {ordinal} is in category {category}, there are {columns.CategoryCount}");
            (int first, int end) = columns.RangeOf(category);
            Require(ordinal >= first && ordinal < end, SectionId.Categories, () => $"product {ordinal} is outside of the range of its category {category}");
        }

        NativeView<CategoryRow> rows = sections.Get<CategoryRow>(SectionId.Categories, columns.CategoryCount + 1L);
        for (int category = 0; category < columns.CategoryCount; category++)
        {
            CategoryRow row = rows[category];
            int parent = row.Parent;
            bool nested = category == 0 ? parent == -1 && row.End == columns.CategoryCount : parent >= 0 && parent < category && row.End <= rows[parent].End;
            Require(nested && row.End > category && row.First <= rows[category + 1L].First && row.FurtherOffset <= rows[category + 1L].FurtherOffset, SectionId.Categories, () => $"category {category} does not lie inside of its parent");
            Require(category == 0 || CategoryTree.ComparePaths(columns.PathOf(category - 1), columns.PathOf(category)) < 0, SectionId.CategoryText, () => $"category paths {category - 1} and {category} are not in order");
        }

        Require(rows[columns.CategoryCount].First == index.Count, SectionId.Categories, () => "the categories do not hold all products");
        foreach (int ordinal in Spans(sections.Get<int>(SectionId.FurtherMembers, -1)))
        {
            Require((uint)ordinal < (uint)index.Count, SectionId.FurtherMembers, () => $"further member {ordinal} is no product");
        }

        void Require(bool good, uint section, Func<string> problem)
        {
            if (!good)
            {
                throw sections.Fault(SectionId.NameOf(section), sections.OffsetOf(section), problem());
            }
        }
    }

    private static IEnumerable<int> Spans(NativeView<int> view)
    {
        for (long i = 0; i < view.Length; i++)
        {
            yield return view[i];
        }
    }
}
