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
