namespace ProductSpace.Tests.Building;

/// <summary>How rows of a catalogue meet the vectors: joined, merged, or refused.</summary>
public sealed class CatalogReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_RowsOfVariants_AreMerged()
    {
        DateTimeOffset early = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);
        CatalogReport report = Build(
            ["a", "b"],
            new() { Id = "a", Category = "shoes", Price = 900, InStock = false, FirstSeen = early.AddDays(9), Payload = ["first"], Facets = ["41|red"] },
            new() { Id = "b", Category = "shoes", Price = 100, Payload = ["b"], Facets = ["38"] },
            new() { Id = "a", Category = "shoes|sale", Price = 700, InStock = true, FirstSeen = early, Payload = ["second"], Facets = ["42|red"] },
            new() { Id = "a", Category = "sale", InStock = false, Payload = ["third"], Facets = ["41"] });
        Assert.Equal((4, 4, 2, 2), (report.Rows, report.Joined, report.VariantRows, report.Products));
        Assert.Equal((2, 2, 1, 2, 2), (report.WithCategory, report.Categories, report.CategoryLevels, report.WithPrice, report.InStock));
        Assert.Equal((100L, 700L, 1), (report.LeastPrice, report.GreatestPrice, report.WithFirstSeen));
        Assert.Equal([new CatalogFacetCount("size", 2, 4)], report.Facets);
        using ProductIndex index = ProductIndex.Open(_folder.File("x.psx"), OpenMode.Verify);
        Assert.True(index.TryGetOrdinal("a", out int a));
        Assert.Equal((700L, true, early), (index.GetPrice(a)!.Value, index.IsInStock(a), index.GetFirstSeen(a)!.Value));
        Assert.Equal("first", index.GetPayload(a, "name"));
        Assert.Equal(["41", "42", "red"], index.GetFacetValues(a, "size"));
        Assert.Equal([1, 2], new[] { "sale", "shoes" }.Select(category => index.CreateFilter(f => f.InCategory(category)).Count));
    }

    /// <summary>A row is a variant of its group only where nobody knows its own id.</summary>
    [Fact]
    public void Build_RowsOfAGroup_BelongToItUnlessTheirOwnIdIsKnown()
    {
        CatalogReport report = Build(
            ["a", "b"],
            new() { Id = "a-41", GroupId = "a", Price = 900, InStock = false, Payload = ["41"], Facets = ["41"] },
            new() { Id = "a-42", GroupId = "a", Price = 700, Payload = ["42"], Facets = ["42"] },
            new() { Id = "b", GroupId = "a", Price = 100, Payload = ["b"], Facets = [""] },
            new() { Id = "c", GroupId = "d", Price = 1, Payload = ["c"], Facets = [""] });
        Assert.Equal((4, 3, 1, 2), (report.Rows, report.Joined, report.VariantRows, report.Products));
        using ProductIndex index = ProductIndex.Open(_folder.File("x.psx"), OpenMode.Verify);
        Assert.True(index.TryGetOrdinal("a", out int a) && index.TryGetOrdinal("b", out int b) && index.GetPrice(b) == 100);
        Assert.Equal((700L, true, "41"), (index.GetPrice(a)!.Value, index.IsInStock(a), index.GetPayload(a, "name")));
        Assert.Equal(["41", "42"], index.GetFacetValues(a, "size"));
    }

    [Theory]
    [InlineData("1", "01", "without leading zeros")]
    [InlineData("1.0", "1", "without the \".0\" after whole numbers")]
    [InlineData("p1", "p1 ", "without blanks around them")]
    [InlineData("P1", "p1", "without regard to case")]
    [InlineData("caf\u00E9", "cafe\u0301", "in one Unicode normal form")]
    [InlineData("1.0", "001", "without blanks, quotes, case, leading zeros and \".0\"")]
    public void Build_IdsThatNeverMeet_RefusedWithTheNearMiss(string row, string id, string near)
    {
        string message = Assert.Throws<BuildInputException>(() => Build([id, "x"], new CatalogProduct { Id = row, Source = "p.csv line 2" })).Message;
        Assert.Equal(
            $"p.csv line 2: the catalogue and the vectors do not belong together: 0 of 1 products of the catalogue have a vector, \"{row}\" has none; "
            + $"ids meet {near}: the catalogue has \"{row}\", the vectors \"{id}\"; write the same ids in both, or build as it is (--allow-unjoined-catalog)",
            message);
        Assert.Empty(Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void Build_UnjoinedButAllowed_SaysTheNearMiss()
    {
        CatalogReport report = Build(new BuildOptions { AllowUnjoinedCatalog = true }, ["01", "02"], new() { Id = "1" }, new() { Id = "2" });
        Assert.Equal((2, 0, 0, 2), (report.Rows, report.Joined, report.Products, report.InStock));
        Assert.StartsWith("ids meet without leading zeros", report.NearMiss, StringComparison.Ordinal);
    }

    /// <summary>A snapshot of a few products with the catalogue of the whole shop, and a catalogue of a few products.</summary>
    [Theory]
    [InlineData(3, 500)]
    [InlineData(500, 3)]
    [InlineData(100, 0)]
    public void Build_OneSideIsSmall_IsJoined(int products, int rows)
    {
        CatalogReport report = Build(
            [.. Enumerable.Range(0, products).Select(i => $"p{i}")],
            [.. Enumerable.Range(0, rows).Select(i => new CatalogProduct { Id = $"p{i}" })]);
        Assert.Equal((rows, Math.Min(products, rows)), (report.Rows, report.Products));
        Assert.Null(report.NearMiss);
    }

    [Fact]
    public void Build_WithoutCatalog_HasNoReport() =>
        Assert.Null(new ProductIndexBuilder().UseVectors(new float[] { 1, 0 }, 2).Build(_folder.File("x.psx")).Catalog);

    [Fact]
    public void Build_IdsThatContradictTheFile_Refused()
    {
        File.WriteAllText(_folder.File("v.txt"), "2 2\na 1 0\nb 0 1\n");
        Assert.Equal(
            "the list of ids: id 2 is 'c', but the embedding file names that row 'b' itself (line 3); leave one of the two out (--ids), or correct it",
            Assert.Throws<BuildInputException>(() => new ProductIndexBuilder().UseVectors(_folder.File("v.txt")).UseIds(["a", "c"]).BuildToMemory()).Message);
        Assert.NotEmpty(new ProductIndexBuilder().UseVectors(_folder.File("v.txt")).UseIds(["a", "b"]).BuildToMemory());
    }

    [Fact]
    public void Build_NumbersOnlyInBothSpaces_RowsAreNamedByTheIds()
    {
        File.WriteAllText(_folder.File("in.txt"), "1.5 0.5\n-1.5 0.25\n");
        File.WriteAllText(_folder.File("out.txt"), "0.5 2.5\n0.25 -2.5\n");
        File.WriteAllText(_folder.File("ids.txt"), "a\nb\n");
        new ProductIndexBuilder().UseVectors(_folder.File("in.txt")).UseNextVectors(_folder.File("out.txt")).UseIdFile(_folder.File("ids.txt")).Build(_folder.File("x.psx"));
        using ProductIndex index = ProductIndex.Open(_folder.File("x.psx"), OpenMode.Verify);
        Assert.True(index.TryGetOrdinal("b", out int b));
        float[] vector = new float[2];
        Assert.InRange(index.GetVector(b, vector), 1.52f, 1.53f);
        Assert.InRange(index.GetVector(b, vector, Space.Next), 2.51f, 2.52f);
    }

    private CatalogReport Build(string[] ids, params CatalogProduct[] rows) => Build(new BuildOptions(), ids, rows);

    private CatalogReport Build(BuildOptions options, string[] ids, params CatalogProduct[] rows)
    {
        float[] vectors = [.. Enumerable.Range(0, ids.Length * 3).Select(i => MathF.Sin(i + 1))];
        return new ProductIndexBuilder(options with { M = 4, EfConstruction = 20, Threads = 1 })
            .UseVectors(vectors, 3).UseIds(ids).UseCatalog(rows, ["name"], ["size"]).Build(_folder.File("x.psx")).Catalog!;
    }
}
