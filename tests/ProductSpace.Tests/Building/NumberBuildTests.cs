using ProductSpace.Storage;

namespace ProductSpace.Tests.Building;

/// <summary>What a build takes for a number column, and what it refuses by name.</summary>
public sealed class NumberBuildTests
{
    [Fact]
    public void Build_RowsOfVariants_AddUpTheirNumbers()
    {
        using ProductIndex index = Build(
            ["size"],
            new CatalogProduct { Id = "a", Numbers = [[39, 38]] },
            new CatalogProduct { Id = "b", Numbers = [] },
            new CatalogProduct { Id = "a", Numbers = [[38, 40.5]] });
        double[] sizes = new double[4];
        Assert.True(index.TryGetOrdinal("a", out int product));
        Assert.Equal(3, index.GetNumbers(product, "size", sizes));
        Assert.Equal([38, 39, 40.5, 0], sizes);
        Assert.Equal(38, index.GetNumber(product, "size"));
        Assert.Equal(3, index.GetNumbers(product, "size", sizes.AsSpan(0, 1)));
        Assert.True(index.TryGetOrdinal("b", out int other));
        Assert.Null(index.GetNumber(other, "size"));
        Assert.Equal(new NumberColumnSpan("size", 1, 38, 40.5), index.GetNumberSpan("size"));
    }

    [Fact]
    public void Build_ColumnsWithoutAnyNumber_OpenAndSayNothing()
    {
        using ProductIndex index = Build(["rating", "margin"], new CatalogProduct { Id = "a" });
        Assert.Equal(["rating", "margin"], index.Info.NumberColumns);
        Assert.Equal(new NumberColumnSpan("margin", 0, null, null), index.GetNumberSpan("margin"));
        Assert.Equal(0, index.CreateFilter(f => f.HasNumber("margin")).Count);
        Assert.Equal(index.Count, index.CreateFilter(f => f.Not(g => g.HasNumber("margin"))).Count);
    }

    [Fact]
    public void Build_RowsInAnotherOrder_GivesTheSameNumbers()
    {
        TestShop shop = new(500, 6, withNumbers: true);
        using ProductIndex a = ProductIndex.Open(shop.Builder().BuildToMemory(), OpenMode.Verify);
        shop.Catalog.Reverse();
        using ProductIndex b = ProductIndex.Open(shop.Builder().BuildToMemory(), OpenMode.Verify);
        foreach (uint section in new[] { SectionId.NumberNames, SectionId.Numbers, SectionId.FurtherNumberEnds, SectionId.FurtherNumberProducts, SectionId.FurtherNumbers })
        {
            Assert.Equal(
                a.Sections.Entries.Single(entry => entry.Id == section).Hash,
                b.Sections.Entries.Single(entry => entry.Id == section).Hash);
        }
    }

    [Theory]
    [InlineData("a name has 1 to 64 bytes", "")]
    [InlineData("a name has 1 to 64 bytes", "a=b")]
    [InlineData("a name has 1 to 64 bytes", "size\n")]
    [InlineData("number column \"size\" is named twice", "size", "size")]
    public void Build_NamesThatNoColumnCanHave_AreRefused(string message, params string[] names) =>
        Assert.Contains(message, Assert.Throws<BuildInputException>(() => Build(names, new CatalogProduct { Id = "a" })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Build_NumberThatIsNotFinite_NamesRowProductAndColumn(double number, string shown)
    {
        CatalogProduct row = new() { Id = "b", Source = "shop.csv line 7", Numbers = [[4], [1, number]] };
        string message = Assert.Throws<BuildInputException>(() => Build(["rating", "size"], row)).Message;
        Assert.Equal($"shop.csv line 7: product \"b\" has {shown} as \"size\", which is no finite number; leave it out where it is not known", message);
    }

    [Fact]
    public void Build_BeyondTheLimits_IsRefusedByName()
    {
        string[] many = [.. Enumerable.Range(0, 65).Select(i => $"c{i}")];
        Assert.Contains("65 number columns are named, and the maximum is 64", Refused(many), StringComparison.Ordinal);
        using ProductIndex full = Build(many[..64], new CatalogProduct { Id = "a", Numbers = [.. Enumerable.Range(0, 64).Select(i => new double[] { i })] });
        Assert.Equal(63, full.GetNumber(full.TryGetOrdinal("a", out int a) ? a : -1, "c63"));
        Assert.Contains("more than 64 numbers as \"size\"", Refused(["size"], [.. Enumerable.Range(0, 65).Select(i => (double)i)]), StringComparison.Ordinal);
        Assert.Contains("numbers of 2 columns, but 1 were named", Refused(["size"], [1], [2]), StringComparison.Ordinal);
        using ProductIndex most = Build(["size"], new CatalogProduct { Id = "a", Numbers = [[.. Enumerable.Range(0, 64).Select(i => (double)-i)]] });
        Assert.Equal(64, most.GetNumbers(most.TryGetOrdinal("a", out a) ? a : -1, "size", []));
    }

    private static string Refused(string[] names, params double[][] numbers) =>
        Assert.Throws<BuildInputException>(() => Build(names, new CatalogProduct { Id = "a", Numbers = numbers })).Message;

    private static ProductIndex Build(string[] names, params CatalogProduct[] rows) =>
        ProductIndex.Open(
            new ProductIndexBuilder().UseVectors(new float[] { 1, 0, 0, 1, 1, 1 }, 2).UseIds(["a", "b", "c"]).UseCatalog(rows, numbers: names).BuildToMemory(),
            OpenMode.Verify);
}
