using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Products of the catalogue without events: in a build, in its tables, and in a delta.</summary>
public sealed class ColdBuildTests : IDisposable
{
    private readonly TrainFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_CatalogWithNewProducts_EstimatesThem()
    {
        _folder.Succeed(_folder.Train("model", "--epochs", "3"));
        string catalog = _folder.Write(
            "more.csv", File.ReadAllText(_folder.Catalog) + "new,shelf/3,Name new,brand 1,9.99\nodd,elsewhere,,,\n");
        _folder.Succeed(["learn-table", "--events", _folder.Log, "--out", _folder.File("t.pst"), "--min-support", "1"]);
        string text = Build("on.psx", "--cold", "on");
        Assert.Contains("2 products without events: vectors estimated from their metadata", text, StringComparison.Ordinal);
        Assert.Contains("1 of them share nothing", text, StringComparison.Ordinal);
        Build("again.psx");
        Assert.Equal(File.ReadAllBytes(_folder.File("on.psx")), File.ReadAllBytes(_folder.File("again.psx")));
        string off = Build("off.psx", "--cold", "off");
        Assert.Contains("2 rows of the catalogue without a vector", off, StringComparison.Ordinal);

        // Shelf 3 is the products p24 to p31.
        using ProductIndex index = ProductIndex.Open(_folder.File("on.psx"));
        using ProductIndex without = ProductIndex.Open(_folder.File("off.psx"));
        Assert.Equal(without.Count + 2, index.Count);
        int right = index.Next(["new"], 8).Count(hit => hit.Category == "shelf/3");
        Assert.InRange(right, 4, 8);
        Assert.True(index.TryGetOrdinal("new", out _));
        using JsonDocument json = JsonDocument.Parse(Build("json.psx", "--json"));
        Assert.Equal(2, json.RootElement.GetProperty("report").GetProperty("estimated").GetInt32());

        string Build(string target, params string[] more) => _folder.Succeed(
            ["build", "--model", _folder.File("model"), "--catalog", catalog, "--facet", "brand", "--table", _folder.File("t.pst"), "--m", "8", "--out", _folder.File(target), .. more]);
    }

    [Fact]
    public void DeltaAdd_Cold_AddsByMetadataAndViews()
    {
        _folder.Succeed(_folder.Train("model", "--epochs", "3"));
        string snapshot = _folder.File("a.psx");
        _folder.Succeed(["build", "--model", _folder.File("model"), "--catalog", _folder.Catalog, "--facet", "brand", "--m", "8", "--out", snapshot]);
        string added = _folder.Succeed(["delta", "add", snapshot, "--id", "new", "--cold", "--category", "shelf/3", "--facet", "brand=brand 1"]);
        Assert.Contains("added new, with vectors estimated from its metadata", added, StringComparison.Ordinal);
        Assert.Contains("shelf/3", _folder.Succeed(["query", snapshot, "--delta", Path.ChangeExtension(snapshot, ".psd"), "--product", "new", "-k", "3"]), StringComparison.Ordinal);
        string viewed = _folder.Succeed(["delta", "add", snapshot, "--id", "new", "--cold", "--category", "shelf/3", "--viewed-with", "p1,p2", "--viewed-with", "nobody"]);
        Assert.Contains("metadata and 1 view", viewed, StringComparison.Ordinal);
        Assert.Contains("shelf/0", _folder.Succeed(["query", snapshot, "--delta", Path.ChangeExtension(snapshot, ".psd"), "--product", "new", "-k", "3"]), StringComparison.Ordinal);
        (int code, _, string error) = Cli.Run("delta", "add", snapshot, "--id", "odd", "--cold", "--category", "elsewhere");
        Assert.Equal(1, code);
        Assert.Contains("product odd: shares no category", error, StringComparison.Ordinal);
        Assert.Equal(2, Cli.Run("delta", "add", snapshot, "--id", "x", "--like", "p1", "--viewed-with", "p2").Code);
        Assert.Equal(2, Cli.Run("delta", "add", snapshot, "--id", "x", "--like", "p1", "--cold").Code);
    }
}
