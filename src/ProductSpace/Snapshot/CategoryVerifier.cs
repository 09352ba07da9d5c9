using System.Text.Unicode;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Snapshot;

/// <summary>
/// Checks that all sections of a snapshot describe one category tree. The file holds it as paths, as parents, as ends
/// of subtrees, as ranges of ordinals, and as the category of each product.
/// </summary>
internal sealed class CategoryVerifier(ProductColumns columns, SnapshotSections sections)
{
    private readonly NativeView<CategoryRow> _rows =
        sections.Get<CategoryRow>(SectionId.Categories, columns.CategoryCount + 1L);

    public void Verify()
    {
        CheckRows();
        CheckTree();
        CheckProducts();
        CheckFurtherMembers();
    }

    private void CheckRows()
    {
        CategoryRow closing = _rows[columns.CategoryCount];
        for (int category = 0; category < columns.CategoryCount; category++)
        {
            CategoryRow row = _rows[category];
            CategoryRow next = _rows[category + 1L];
            Require(
                row.First <= next.First && row.FurtherOffset <= next.FurtherOffset && row.PathOffset <= next.PathOffset,
                SectionId.Categories,
                $"category {category} ends before it begins");
        }

        Require(
            closing.First == columns.Count && (columns.CategoryCount == 0 || _rows[0].First == 0),
            SectionId.Categories,
            "the categories do not hold all products");
        Require(
            closing.PathOffset == columns.CategoryTextBytes && _rows[0].PathOffset == 0,
            SectionId.CategoryText,
            "the paths do not end with the last category");
        Require(
            closing.End == columns.CategoryCount && closing.Parent == -1,
            SectionId.Categories,
            "the closing row says something");
    }

    /// <summary>Compares parents and ends with those that the paths say.</summary>
    private void CheckTree()
    {
        Stack<int> above = [];
        for (int category = 0; category < columns.CategoryCount; category++)
        {
            ReadOnlySpan<byte> path = columns.PathOf(category);
            Require(
                category == 0 ? path.IsEmpty : CategoryTree.ComparePaths(columns.PathOf(category - 1), path) < 0,
                SectionId.CategoryText,
                $"category paths {category - 1} and {category} are not in order");
            Require(Utf8.IsValid(path), SectionId.CategoryText, $"the path of category {category} is no UTF-8");
            while (above.Count > 0 && !IsBelow(path, columns.PathOf(above.Peek())))
            {
                RequireEnd(above.Pop(), category);
            }

            Require(
                _rows[category].Parent == (above.Count > 0 ? above.Peek() : -1),
                SectionId.Categories,
                $"category {category} does not lie within its parent");
            above.Push(category);
        }

        while (above.Count > 0)
        {
            RequireEnd(above.Pop(), columns.CategoryCount);
        }
    }

    private void RequireEnd(int category, int end) => Require(
        _rows[category].End == end,
        SectionId.Categories,
        $"the subtree of category {category} ends elsewhere than its paths say");

    /// <summary>
    /// A product stands among those of its own category, which come before those of the categories below it.
    /// </summary>
    private void CheckProducts()
    {
        for (int ordinal = 0; ordinal < columns.Count; ordinal++)
        {
            int category = columns.CategoryOf(ordinal);
            if ((uint)category >= (uint)columns.CategoryCount)
            {
                throw Fault(
                    SectionId.ProductCategories,
                    $"product {ordinal} is in category {category}, there are {columns.CategoryCount}");
            }

            if (ordinal < _rows[category].First || ordinal >= _rows[category + 1L].First)
            {
                throw Fault(
                    SectionId.ProductCategories, $"product {ordinal} is outside the range of its category {category}");
            }
        }
    }

    private void CheckFurtherMembers()
    {
        NativeView<int> further = sections.Get<int>(SectionId.FurtherMembers, -1);
        Require(
            _rows[0].FurtherOffset == 0 && _rows[columns.CategoryCount].FurtherOffset == further.Length,
            SectionId.FurtherMembers,
            "the further members do not end with the last category");
        for (int category = 0; category < columns.CategoryCount; category++)
        {
            ReadOnlySpan<int> members = columns.OwnFurtherOf(category);
            for (int i = 0; i < members.Length; i++)
            {
                if ((uint)members[i] >= (uint)columns.Count)
                {
                    throw Fault(SectionId.FurtherMembers, $"further member {members[i]} is no product");
                }

                if (i > 0 && members[i] < members[i - 1])
                {
                    throw Fault(
                        SectionId.FurtherMembers, $"the further members of category {category} are not in order");
                }
            }
        }
    }

    private static bool IsBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> above) =>
        above.IsEmpty || (path.Length > above.Length && path[above.Length] == (byte)'/' && path.StartsWith(above));

    private void Require(bool good, uint section, string problem)
    {
        if (!good)
        {
            throw Fault(section, problem);
        }
    }

    private SnapshotException Fault(uint section, string problem) =>
        sections.Fault(SectionId.NameOf(section), sections.OffsetOf(section), problem);
}
