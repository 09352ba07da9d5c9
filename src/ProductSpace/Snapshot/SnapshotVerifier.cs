using System.Text.Unicode;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Looks at everything in a snapshot: the hash of each section, the zeros between them, and that what the sections say
/// holds together. Throws a <see cref="SnapshotException"/> that names section and byte at the first fault.
/// </summary>
internal static class SnapshotVerifier
{
    public static void Verify(
        OpenSnapshot snapshot, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        SnapshotSections sections = snapshot.Sections;
        SnapshotChecksums.Verify(sections, progress, cancellationToken);
        progress?.Report(new BuildProgress("structure", 0, snapshot.Header.SpaceCount));
        CheckProducts(snapshot.Columns, sections);
        FacetVerifier.Verify(snapshot.Columns.Facets, snapshot.Header.ProductCount, sections);
        for (int space = 0; space < snapshot.Header.SpaceCount; space++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("structure", space, snapshot.Header.SpaceCount));
            new SpaceVerifier(snapshot, space).Verify();
        }
    }

    private static void CheckProducts(ProductColumns columns, SnapshotSections sections)
    {
        for (int ordinal = 0; ordinal < columns.Count; ordinal++)
        {
            if (!Utf8.IsValid(columns.Ids[ordinal]))
            {
                throw Fault(
                    SectionId.ProductIdText, $"the id of product {ordinal} is no UTF-8, so that no text asks for it");
            }

            int category = columns.CategoryOf(ordinal);
            if ((uint)category >= (uint)columns.CategoryCount)
            {
                throw Fault(
                    SectionId.ProductCategories,
                    $"product {ordinal} is in category {category}, there are {columns.CategoryCount}");
            }

            (int first, int end) = columns.RangeOf(category);
            if (ordinal < first || ordinal >= end)
            {
                throw Fault(
                    SectionId.Categories, $"product {ordinal} is outside the range of its category {category}");
            }
        }

        int astray = columns.Ids.FindFirstMismatch();
        if (astray < columns.Count)
        {
            throw Fault(SectionId.ProductIdSlots, $"the id of product {astray} does not lead back to it");
        }

        NativeView<CategoryRow> rows = sections.Get<CategoryRow>(SectionId.Categories, columns.CategoryCount + 1L);
        for (int category = 0; category < columns.CategoryCount; category++)
        {
            CategoryRow row = rows[category];
            int parent = row.Parent;
            bool nested = category == 0
                ? parent == -1 && row.End == columns.CategoryCount
                : parent >= 0 && parent < category && row.End <= rows[parent].End;
            CategoryRow next = rows[category + 1L];
            Require(
                nested && row.End > category && row.First <= next.First && row.FurtherOffset <= next.FurtherOffset,
                SectionId.Categories,
                () => $"category {category} does not lie within its parent");
            Require(
                category == 0 || CategoryTree.ComparePaths(columns.PathOf(category - 1), columns.PathOf(category)) < 0,
                SectionId.CategoryText,
                () => $"category paths {category - 1} and {category} are not in order");
        }

        Require(
            rows[columns.CategoryCount].First == columns.Count,
            SectionId.Categories,
            () => "the categories do not hold all products");
        NativeView<int> further = sections.Get<int>(SectionId.FurtherMembers, -1);
        for (long i = 0; i < further.Length; i++)
        {
            if ((uint)further[i] >= (uint)columns.Count)
            {
                throw Fault(SectionId.FurtherMembers, $"further member {further[i]} is no product");
            }
        }

        SnapshotException Fault(uint section, string problem) =>
            sections.Fault(SectionId.NameOf(section), sections.OffsetOf(section), problem);

        void Require(bool good, uint section, Func<string> problem)
        {
            if (!good)
            {
                throw Fault(section, problem());
            }
        }
    }
}
