using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

public sealed class DiffTests : IDisposable
{
    private const int Products = 60;
    private const int Dimension = 4;

    private readonly CliFolder _folder = new();

    public DiffTests()
    {
        Build("a.psx", first: 0, hat: -1, turn: 1);
        Build("same.psx", first: 0, hat: -1, turn: 1);
        Build("b.psx", first: 2, hat: 7, turn: 1);
        Build("turned.psx", first: 0, hat: -1, turn: -1);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Diff_EqualFiles_SaysSo()
    {
        (int code, string text, _) = Cli.Run("diff", _folder.File("a.psx"), _folder.File("same.psx"));
        Assert.Equal((0, "equal: the same content hash\n"), (code, text.ReplaceLineEndings("\n")));
        JsonElement json = Json("a.psx", "same.psx");
        Assert.True(json.GetProperty("equal").GetBoolean());
        Assert.Empty(json.GetProperty("settings").EnumerateArray());
        Assert.Equal((Products, 1.0), (json.GetProperty("sampled").GetInt32(), json.GetProperty("sameNeighbors").GetDouble()));
    }

    [Fact]
    public void Diff_OtherProducts_AreListed()
    {
        JsonElement json = Json("a.psx", "b.psx");
        Assert.False(json.GetProperty("equal").GetBoolean());
        Assert.Equal(["p0", "p1"], Examples(json, "gone"));
        Assert.Equal(["p60", "p61"], Examples(json, "added"));
        Assert.Equal(["p7: shoes -> hats"], Examples(json, "moved"));
        Assert.Equal(Products - 2, json.GetProperty("common").GetInt32());
        Assert.InRange(json.GetProperty("sameNeighbors").GetDouble(), 0.7, 0.99);
        Assert.Contains("categories", json.GetProperty("settings").EnumerateArray().Select(setting => setting.GetProperty("name").GetString()));
        (int code, string text, _) = Cli.Run("diff", _folder.File("a.psx"), _folder.File("b.psx"));
        Assert.Equal(0, code);
        Assert.Contains("moved: 1 (p7: shoes -> hats)", text, StringComparison.Ordinal);
        Assert.Contains("gone: 2 (p", text, StringComparison.Ordinal);
    }

    /// <summary>Other vectors for the same products: only the neighbors tell.</summary>
    [Fact]
    public void Diff_OtherVectors_ShowInTheNeighbors()
    {
        JsonElement json = Json("a.psx", "turned.psx");
        Assert.Equal((0, 0, 0), (Count(json, "added"), Count(json, "gone"), Count(json, "moved")));
        Assert.InRange(json.GetProperty("sameNeighbors").GetDouble(), 0, 0.7);
        (int code, string text, _) = Cli.Run("diff", _folder.File("a.psx"), _folder.File("turned.psx"), "--sample", "0");
        Assert.Equal(0, code);
        Assert.DoesNotContain("neighbors", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_BadArguments_AreRefused()
    {
        Assert.Equal(1, Cli.Run("diff", _folder.File("a.psx"), _folder.File("none.psx")).Code);
        Assert.Equal(2, Cli.Run("diff", _folder.File("a.psx")).Code);
        Assert.Equal(2, Cli.Run("diff", _folder.File("a.psx"), _folder.File("b.psx"), "--sample", "-1").Code);
    }

    /// <summary>The same vectors and products, of which the shop says other things: no neighbor tells.</summary>
    [Fact]
    public void Diff_OtherAttributes_AreListedByKind()
    {
        CatalogProduct[] before = [Row("p0"), Row("p1"), Row("p2"), Row("p3"), Row("p4"), Row("p5"), Row("p6")];
        CatalogProduct[] after =
        [
            before[0] with { Price = 2000 }, before[1] with { InStock = false }, before[2] with { Payload = ["New name"] },
            before[3] with { Category = "shoes|new" }, before[4] with { Facets = ["acme|other"] },
            before[5] with { FirstSeen = DateTimeOffset.UnixEpoch.AddYears(50), Price = null }, before[6] with { Category = "hats|sale", Payload = [""] },
        ];
        BuildOf("before.psx", before);
        BuildOf("after.psx", after);
        JsonElement changes = Json("before.psx", "after.psx").GetProperty("changes");
        Assert.Equal(["p0: 10.00 -> 20.00", "p5: 10.00 -> unknown"], Examples(changes, "prices"));
        Assert.Equal(["p1: in stock -> sold out"], Examples(changes, "stock"));
        Assert.Equal(["p5: unknown -> 2020-01-01T00:00:00Z"], Examples(changes, "firstSeen"));
        Assert.Equal(["p3: sale -> new"], Examples(changes, "furtherCategories"));
        Assert.Equal(["p2: Name -> New name", "p6: Name -> none"], Examples(changes.GetProperty("payload"), "name"));
        Assert.Equal(["p4: acme -> acme|other"], Examples(changes.GetProperty("facets"), "brand"));
        (int code, string text, _) = Cli.Run("diff", _folder.File("before.psx"), _folder.File("after.psx"));
        Assert.Equal(0, code);
        Snap.Match(text.ReplaceLineEndings("\n"), "Diff_Attributes");
    }

    /// <summary>Values of a facet are compared as sets of each product.</summary>
    [Fact]
    public void Diff_FacetsOfManyProducts_AreCountedOneByOne()
    {
        CatalogProduct[] before = [.. Enumerable.Range(0, 100).Select(i => Row($"p{i}") with { Facets = [$"v{i % 7}|w{i % 5}"] })];
        CatalogProduct[] after = [.. before.Select((row, i) => row with { Facets = [i % 10 == 0 ? $"w{i % 5}" : $"w{i % 5}|v{i % 7}"] })];
        BuildOf("before.psx", before);
        BuildOf("after.psx", after);
        JsonElement facet = Json("before.psx", "after.psx").GetProperty("changes").GetProperty("facets").GetProperty("brand");
        Assert.Equal((10, 10), (facet.GetProperty("count").GetInt32(), facet.GetProperty("examples").GetArrayLength()));
    }

    private static CatalogProduct Row(string id) =>
        new() { Id = id, Category = "shoes|sale", Price = 1000, Payload = ["Name"], Facets = ["acme"] };

    private void BuildOf(string name, CatalogProduct[] rows)
    {
        Random random = new(5);
        float[] vectors = [.. Enumerable.Range(0, rows.Length * Dimension).Select(_ => random.NextSingle() - 0.5f)];
        new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1 }).UseVectors(vectors, Dimension)
            .UseIds([.. rows.Select(row => row.Id)]).UseCatalog(rows, ["name"], ["brand"]).Build(_folder.File(name));
    }

    private static string[] Examples(JsonElement json, string list) => [.. json.GetProperty(list).GetProperty("examples").EnumerateArray().Select(example => example.GetString()!).Order(StringComparer.Ordinal)];

    private static int Count(JsonElement json, string list) => json.GetProperty(list).GetProperty("count").GetInt32();

    private JsonElement Json(string before, string after)
    {
        (int code, string text, string error) = Cli.Run("diff", _folder.File(before), _folder.File(after), "--json");
        Assert.True(code == 0, error);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A vector depends on the product only, and on whether two of its numbers are turned.</summary>
    private void Build(string name, int first, int hat, int turn)
    {
        float[] vectors = new float[Products * Dimension];
        string[] ids = new string[Products];
        List<CatalogProduct> catalog = [];
        for (int i = 0; i < Products; i++)
        {
            int product = first + i;
            Random random = new(product);
            for (int j = 0; j < Dimension; j++)
            {
                vectors[(i * Dimension) + j] = (random.NextSingle() - 0.5f) * (j < 2 && product % 2 == 0 ? turn : 1);
            }

            ids[i] = $"p{product}";
            catalog.Add(new CatalogProduct { Id = ids[i], Category = product == hat ? "hats" : "shoes" });
        }

        new ProductIndexBuilder(new BuildOptions { M = 4, EfConstruction = 20, Threads = 1 }).UseVectors(vectors, Dimension).UseIds(ids).UseCatalog(catalog).Build(_folder.File(name));
    }
}
