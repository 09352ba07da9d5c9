using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>Single forgeries with right checksums that once asked for too much, or that verification must see.</summary>
public class ForgedContentTests
{
    private readonly byte[] _golden = File.ReadAllBytes(GoldenTests.Path());

    [Theory]
    [InlineData(1, SectionId.Codes, "out of range")]
    [InlineData(2, SectionId.UpperCodes, "out of range")]
    public void Verify_CodeAbove127_Refused(int space, uint section, string words)
    {
        SnapshotForge forge = new(_golden);
        forge.Section(forge.Find(SectionId.OfSpace(space - 1, section)))[3] = 200;
        SnapshotException error = Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetCategories_PathsThatOverlap_RefusedInsteadOfMultiplied()
    {
        SnapshotForge forge = new(_golden);
        Span<CategoryRow> rows = MemoryMarshal.Cast<byte, CategoryRow>(forge.Section(forge.Find(SectionId.Categories)));
        uint all = rows[^1].PathOffset;
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].PathOffset = i % 2 == 0 ? 0 : all;
        }

        using ProductIndex index = Open(forge, OpenMode.Quick);
        Assert.Throws<SnapshotException>(index.GetCategories);
        Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify));
    }

    [Fact]
    public void CreateFilter_UnknownLongPath_RefusedAtOnce()
    {
        using ProductIndex index = Open(new SnapshotForge(_golden), OpenMode.Quick);
        Stopwatch clock = Stopwatch.StartNew();
        Assert.Throws<ArgumentException>(() => index.CreateFilter(f => f.InCategory(new string('x', 1 << 22))));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
    }

    /// <summary>Every second category's path is all of the text: to say what was meant must not cost the paths times their length.</summary>
    [Fact]
    public void CreateFilter_UnknownCategoryAmongForgedLongPaths_RefusedWithinTheFile()
    {
        const int categories = 2_000;
        TestShop shop = new(categories, dimension: 2);
        shop.Catalog.Clear();
        for (int product = 0; product < categories; product++)
        {
            shop.Catalog.Add(new CatalogProduct { Id = shop.Ids[product], Category = $"a category whose name is somewhat long {product:D5}", Payload = ["name"] });
        }

        using TemporaryFolder folder = new();
        shop.Builder(new BuildOptions { Structures = IndexStructures.Cells }).Build(folder.File("long.psx"));
        SnapshotForge forge = new(File.ReadAllBytes(folder.File("long.psx")));
        Span<CategoryRow> rows = MemoryMarshal.Cast<byte, CategoryRow>(forge.Section(forge.Find(SectionId.Categories)));
        uint all = rows[^1].PathOffset;
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].PathOffset = i % 2 == 0 ? 0 : all;
        }

        using ProductIndex index = Open(forge, OpenMode.Quick);
        long allocated = Allocated.Least(() => Assert.Throws<ArgumentException>(() => index.CreateFilter(f => f.InCategory("shoez"))));
        Assert.InRange(allocated, 1, forge.Bytes.Length);
    }

    /// <summary>M says whether there is a graph; what the sections say has to agree.</summary>
    [Theory]
    [InlineData(GoldenTests.Small, 0, "which no snapshot has")]
    [InlineData(GoldenTests.WithoutGraph, 4, "the section is missing")]
    public void Open_MContradictsTheSections_RefusedByName(string file, int m, string words)
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(file)));
        BinaryPrimitives.WriteInt32LittleEndian(forge.Bytes.AsSpan(SnapshotLayout.M), m);
        Assert.Contains(words, Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Quick)).Message, StringComparison.Ordinal);

        // With upper layers denied too, it is the neighbor lists that tell.
        BinaryPrimitives.WriteInt32LittleEndian(forge.Bytes.AsSpan(SnapshotLayout.Spaces + SnapshotLayout.SpaceUpperLayers), 0);
        BinaryPrimitives.WriteInt32LittleEndian(forge.Bytes.AsSpan(SnapshotLayout.Spaces + SnapshotLayout.SpaceBytes + SnapshotLayout.SpaceUpperLayers), 0);
        Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Quick));
    }

    [Fact]
    public void Open_NeitherGraphNorCells_RefusedByName()
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithoutGraph)));
        BinaryPrimitives.WriteUInt32LittleEndian(forge.Entry(forge.Find(SectionId.OfSpace(0, SectionId.CellBlocks))), 250);
        SnapshotException error = Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Quick));
        Assert.Contains("neither a graph nor searchable cells", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a count", "facet-postings")]
    [InlineData("chunks", "facet-postings")]
    [InlineData("a key", "facet-postings")]
    [InlineData("values out of order", "facet-values")]
    [InlineData("a posting's place", "facet-values")]
    [InlineData("the same name twice", "facet-text")]
    [InlineData("an empty name", "facets")]
    [InlineData("values of no facet", "facets")]
    [InlineData("products of a facet", "facets")]
    [InlineData("the closing row", "facet-values")]
    public void Verify_ForgedFacets_NamesTheSection(string forgery, string section)
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithFacets)));
        Span<FacetRow> facets = MemoryMarshal.Cast<byte, FacetRow>(forge.Section(forge.Find(SectionId.Facets)));
        Span<FacetValueRow> values = MemoryMarshal.Cast<byte, FacetValueRow>(forge.Section(forge.Find(SectionId.FacetValues)));
        Span<byte> text = forge.Section(forge.Find(SectionId.FacetText));
        switch (forgery)
        {
            case "a count":
                values[1].Products++;
                break;
            case "chunks":
                values[1].Chunks = 9;
                break;
            case "a key":
                forge.Section(forge.Find(SectionId.FacetPostings))[0] = 1;
                break;
            case "values out of order":
                text[(int)values[1].TextOffset] = (byte)'z';
                break;
            case "a posting's place":
                values[0].PostingOffset++;
                break;
            case "the same name twice":
                "colour"u8.CopyTo(text[11..]);
                break;
            case "an empty name":
                facets[1].TextOffset = 0;
                break;
            case "values of no facet":
                facets[0].FirstValue = 1;
                break;
            case "products of a facet":
                facets[1].Products--;
                break;
            default:
                values[^1].Products = 1;
                break;
        }

        SnapshotException error = Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify));
        Assert.Equal(section, error.Section);
    }

    [Theory]
    [InlineData("a name that is none", "number-names")]
    [InlineData("the same name twice", "number-names")]
    [InlineData("an infinite number", "numbers")]
    [InlineData("another NaN", "numbers")]
    [InlineData("zero with a sign", "numbers")]
    [InlineData("an end before the first", "further-number-ends")]
    [InlineData("an end short of the numbers", "further-numbers")]
    [InlineData("products out of order", "further-number-products")]
    [InlineData("a product behind the last", "further-number-products")]
    [InlineData("further numbers that do not ascend", "further-numbers")]
    [InlineData("a further number of a product without one", "further-numbers")]
    public void Verify_ForgedNumbers_NamesTheSection(string forgery, string section)
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithNumbers)));
        Span<byte> names = forge.Section(forge.Find(SectionId.NumberNames));
        Span<double> numbers = MemoryMarshal.Cast<byte, double>(forge.Section(forge.Find(SectionId.Numbers)));
        Span<long> ends = MemoryMarshal.Cast<byte, long>(forge.Section(forge.Find(SectionId.FurtherNumberEnds)));
        Span<int> products = MemoryMarshal.Cast<byte, int>(forge.Section(forge.Find(SectionId.FurtherNumberProducts)));
        Span<double> further = MemoryMarshal.Cast<byte, double>(forge.Section(forge.Find(SectionId.FurtherNumbers)));
        switch (forgery)
        {
            case "a name that is none":
                names[0] = (byte)' ';
                break;
            case "the same name twice":
                // As many bytes as "rating" and "size" take.
                "ratin\0ratin\0"u8.CopyTo(names);
                break;
            case "an infinite number":
                numbers[5] = double.PositiveInfinity;
                break;
            case "another NaN":
                numbers[5] = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001);
                break;
            case "zero with a sign":
                numbers[5] = -0.0;
                break;
            case "an end before the first":
                ends[0] = -1;
                break;
            case "an end short of the numbers":
                ends[1]--;
                break;
            case "products out of order":
                products[^1] = products[0];
                break;
            case "a product behind the last":
                products[^1] = 120;
                break;
            case "further numbers that do not ascend":
                further[0] = -1;
                break;
            default:
                numbers[120 + products[0]] = double.NaN;
                break;
        }

        SnapshotException error = Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify));
        Assert.Equal(section, error.Section);
    }

    /// <summary>Opened without a check, wild numbers of columns give other answers, never a fault.</summary>
    [Fact]
    public void CreateFilter_ForgedNumbersUnverified_AnswersWithinBounds()
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithNumbers)));
        MemoryMarshal.Cast<byte, long>(forge.Section(forge.Find(SectionId.FurtherNumberEnds))).Fill(long.MaxValue);
        MemoryMarshal.Cast<byte, int>(forge.Section(forge.Find(SectionId.FurtherNumberProducts))).Fill(int.MinValue);
        MemoryMarshal.Cast<byte, int>(forge.Section(forge.Find(SectionId.FurtherNumberProducts)))[0] = 7;
        using ProductIndex index = Open(forge, OpenMode.Quick);
        Assert.InRange(index.CreateFilter(f => f.AtLeast("rating", -9)).Count, 1, index.Count);
        Assert.Equal(index.Count, index.CreateFilter(f => f.AnyOf(g => g.HasNumber("size"), g => g.Not(h => h.HasNumber("size")))).Count);
        Assert.Equal(1, index.GetNumbers(Enumerable.Range(0, index.Count).First(ordinal => index.GetNumber(ordinal, "rating") is not null), "rating", []));
    }

    [Fact]
    public void GetFacetValues_TextsThatOverlap_RefusedInsteadOfMultiplied()
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithFacets)));
        Span<FacetValueRow> rows = MemoryMarshal.Cast<byte, FacetValueRow>(forge.Section(forge.Find(SectionId.FacetValues)));
        ulong all = rows[^1].TextOffset;
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].TextOffset = i % 2 == 0 ? 0 : all;
        }

        using ProductIndex index = Open(forge, OpenMode.Quick);
        Assert.Throws<SnapshotException>(() => index.GetFacetValues("brand"));
        Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify));
    }

    /// <summary>Found by the hostile campaign: two ordinals that lead to one slot of Next brought the wrong one into the answer.</summary>
    [Fact]
    public void Search_TwoOrdinalsOfOneSlot_NeverAnswersWhatTheFilterExcludes()
    {
        SnapshotForge forge = new(_golden);
        Span<int> slots = MemoryMarshal.Cast<byte, int>(forge.Section(forge.Find(SectionId.OfSpace(1, SectionId.Slots))));
        slots[5] = slots[90];
        using ProductIndex index = Open(forge, OpenMode.Quick);
        ProductFilter filter = index.CreateFilter(f => f.Ordinals([5, 6]));
        Neighbor[] hits = new Neighbor[4];
        float[] query = new float[index.Dimension];
        query[0] = 1;
        SearchResult result = index.SearchExact(query, hits, new SearchOptions { Space = Space.Next, Filter = filter });
        Assert.All(hits.Take(result.Count), hit => Assert.True(filter.Contains(hit.Ordinal), $"product {hit.Ordinal} does not match"));
        Assert.Equal(1, result.Count);
    }

    /// <summary>Found by the hostile campaign: verification took ids that lead back as bytes, while no string that a caller has leads to them.</summary>
    [Fact]
    public void Verify_IdThatIsNoUtf8_Refused()
    {
        SnapshotForge forge = new(_golden);
        Span<byte> text = forge.Section(forge.Find(SectionId.ProductIdText));
        Span<uint> slots = MemoryMarshal.Cast<byte, uint>(forge.Section(forge.Find(SectionId.ProductIdSlots)));
        text[0] = 0xFF;
        int length = MemoryMarshal.Cast<byte, int>(forge.Section(forge.Find(SectionId.ProductIdOffsets)))[1];
        ulong seed = BinaryPrimitives.ReadUInt64LittleEndian(forge.Bytes.AsSpan(SnapshotLayout.IdHashSeed));
        int place = (int)(System.IO.Hashing.XxHash3.HashToUInt64(text[..length], (long)seed) & (ulong)(slots.Length - 1));
        slots[slots.IndexOf(1u)] = uint.MaxValue;
        slots[place] = 1;
        SnapshotException error = Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify));
        Assert.Contains("product 0 is no UTF-8", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Found by the hostile campaign: names of the file went into messages with their line ends and escapes.</summary>
    [Fact]
    public void Messages_NamesWithControlCharacters_AreOneLine()
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithFacets)));
        forge.Section(forge.Find(SectionId.FacetText))[5..17].Fill((byte)'\n');
        List<string> messages = [Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify)).Message];
        using ProductIndex index = Open(forge, OpenMode.Quick);
        messages.Add(Assert.Throws<ArgumentException>(() => index.CreateFilter(f => f.Facet("nothing", "like it"))).Message);
        messages.Add(Assert.Throws<ArgumentException>(() => index.CreateFilter(f => f.Facet(index.Info.Facets[1], "nothing"))).Message);
        messages.Add(Assert.Throws<ArgumentException>(() => index.CreateFilter(f => f.InCategory("women\n\u001b[2J"))).Message);
        Assert.All(messages, message => Assert.DoesNotContain(message, char.IsControl));
    }

    [Fact]
    public void Open_TooManyFacetsOrValues_RefusedByName()
    {
        SnapshotForge forge = new(File.ReadAllBytes(GoldenTests.Path(GoldenTests.WithFacets)));
        BinaryPrimitives.WriteInt64LittleEndian(forge.Entry(forge.Find(SectionId.Facets))[SnapshotLayout.EntryLength..], 16);
        Assert.Equal("facets", Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Quick)).Section);
    }

    /// <summary>One id that reaches over those of many others: quick opening answers none for it, verification refuses the file.</summary>
    [Fact]
    public void Open_IdLongerThanTheFormatHas_IsEmptyAndVerificationRefuses()
    {
        SnapshotForge forge = new(File.ReadAllBytes(BuiltShop.Of(new ShopRecipe(700, 8)).File));
        Span<uint> offsets = MemoryMarshal.Cast<byte, uint>(forge.Section(forge.Find(SectionId.ProductIdOffsets)));
        int last = 1;
        while (offsets[last] <= ProductIdTable.MaxIdBytes)
        {
            last++;
        }

        uint end = offsets[last];
        offsets[1..last].Fill(end);
        using ProductIndex index = Open(forge, OpenMode.Quick);
        Assert.Equal(string.Empty, index.GetProductId(0));
        Assert.StartsWith("product-id", Assert.Throws<SnapshotException>(() => Open(forge, OpenMode.Verify)).Section, StringComparison.Ordinal);
        offsets[1..last].Fill(ProductIdTable.MaxIdBytes);
        using ProductIndex longest = Open(forge, OpenMode.Quick);
        Assert.Equal(ProductIdTable.MaxIdBytes, longest.GetProductId(0).Length);
    }

    private static ProductIndex Open(SnapshotForge forge, OpenMode mode) =>
        ProductIndex.Open(new CopiedBytes("forged", forge.Reseal().Bytes), "forged", mode);
}
