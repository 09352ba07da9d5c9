using System.Runtime.InteropServices;
using ProductSpace.Cells;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>
/// Forgeries with right checksums in which two places of a snapshot say different things of one fact: every number alone
/// is one that a sound file may hold.
/// </summary>
public class ForgedTablesTests
{
    private readonly SnapshotForge _forge = new(File.ReadAllBytes(GoldenTests.Path()));

    /// <summary>The range of the parent holds the product too, but as one of the category below.</summary>
    [Fact]
    public void Verify_ProductInTheParentOfItsCategory_Refused()
    {
        Span<int> categories = Numbers(SectionId.ProductCategories);
        Span<CategoryRow> rows = Rows();
        int product = FirstBelow(rows, categories);
        categories[product] = rows[categories[product]].Parent;
        Refused("product-categories", $"product {product} is outside the range of its category");
    }

    [Fact]
    public void Verify_ParentOfAnotherPath_Refused()
    {
        Span<CategoryRow> rows = Rows();
        int grandchild = 0;
        while (rows[grandchild].Parent <= 0)
        {
            grandchild++;
        }

        rows[grandchild].Parent = 0;
        Refused("categories", $"category {grandchild} does not lie within its parent");
    }

    [Fact]
    public void Verify_SubtreeThatEndsTooSoon_Refused()
    {
        Span<CategoryRow> rows = Rows();
        int parent = rows[FirstBelowAny(rows)].Parent;
        rows[parent].End--;
        Refused("categories", $"the subtree of category {parent} ends elsewhere");
    }

    [Fact]
    public void Verify_FurtherMembersOutOfOrder_Refused()
    {
        Span<CategoryRow> rows = Rows();
        Span<int> further = Numbers(SectionId.FurtherMembers);
        int category = 0;
        while (rows[category + 1].FurtherOffset - rows[category].FurtherOffset < 2)
        {
            category++;
        }

        Span<int> own = further[(int)rows[category].FurtherOffset..(int)rows[category + 1].FurtherOffset];
        own.Reverse();
        Refused("further-members", $"the further members of category {category} are not in order");
    }

    [Fact]
    public void Verify_StockBehindTheLastProduct_Refused()
    {
        Span<ulong> stock = MemoryMarshal.Cast<byte, ulong>(Section(SectionId.Stock));
        stock[^1] |= 1UL << 63;
        Refused("stock", "behind the last product");
    }

    [Fact]
    public void Verify_TimeThatIsNone_Refused()
    {
        MemoryMarshal.Cast<byte, long>(Section(SectionId.FirstSeen))[3] = long.MaxValue;
        Refused("first-seen", "the time of product 3 is no time");
    }

    [Fact]
    public void Verify_MorePayloadValuesThanColumns_Refused()
    {
        Section(SectionId.PayloadText)[2] = 0;
        Refused("payload-text", "product 2 does not have a value for each");
    }

    [Fact]
    public void Verify_PayloadThatIsNoText_Refused()
    {
        Section(SectionId.PayloadText)[2] = 0xFF;
        Refused("payload-text", "a payload value of product 2 is no UTF-8");
    }

    /// <summary>A second way to an id would let it be found when it is not asked for by its own.</summary>
    [Fact]
    public void Verify_SlotBesideTheIds_Refused()
    {
        Span<int> slots = Numbers(SectionId.ProductIdSlots);
        slots[slots.IndexOf(0)] = 1;
        Refused("product-id-slots", "121 places lead to products, there are 120");
    }

    [Fact]
    public void Verify_CellOfAnotherCategory_Refused()
    {
        Span<Cell> cells = MemoryMarshal.Cast<byte, Cell>(Section(SectionId.OfSpace(0, SectionId.Cells)));
        cells[0] = cells[0] with { Category = cells[^1].Category };
        Refused("similar.cells", "cell 0 is outside the range of its category");
    }

    /// <summary>Two slots of Next change places, consistently in both directions, across categories.</summary>
    [Fact]
    public void Verify_SlotsOfOtherCategories_Refused()
    {
        Span<int> ordinals = Numbers(SectionId.OfSpace(1, SectionId.Ordinals));
        Span<int> slots = Numbers(SectionId.OfSpace(1, SectionId.Slots));
        (ordinals[0], ordinals[^1]) = (ordinals[^1], ordinals[0]);
        slots[ordinals[0]] = 0;
        slots[ordinals[^1]] = ordinals.Length - 1;
        Refused("next.ordinals", "slot 0 and its product are in different categories");
    }

    [Fact]
    public void Verify_SoundFile_IsAccepted() => ProductIndex.Open(_forge.Reseal().Bytes, OpenMode.Verify).Dispose();

    private static int FirstBelow(Span<CategoryRow> rows, Span<int> categories)
    {
        int product = 0;
        while (rows[categories[product]].Parent <= 0)
        {
            product++;
        }

        return product;
    }

    private static int FirstBelowAny(Span<CategoryRow> rows)
    {
        int category = 0;
        while (rows[category].Parent <= 0)
        {
            category++;
        }

        return category;
    }

    private Span<byte> Section(uint id) => _forge.Section(_forge.Find(id));

    private Span<int> Numbers(uint id) => MemoryMarshal.Cast<byte, int>(Section(id));

    private Span<CategoryRow> Rows() => MemoryMarshal.Cast<byte, CategoryRow>(Section(SectionId.Categories));

    private void Refused(string section, string words)
    {
        byte[] bytes = _forge.Reseal().Bytes;
        ProductIndex.Open(bytes, OpenMode.Quick).Dispose();
        SnapshotException error = Assert.Throws<SnapshotException>(() => ProductIndex.Open(bytes, OpenMode.Verify));
        Assert.Equal(section, error.Section);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }
}
