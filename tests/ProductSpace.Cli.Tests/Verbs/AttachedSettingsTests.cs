using System.Text;
using System.Text.Json;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>What lies in a snapshot beside its products: tables, placements, a ranker; through deltas, and damaged.</summary>
public sealed class AttachedSettingsTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public AttachedSettingsTests()
    {
        string log = _folder.Write("log.csv", "session,product,time\n" + string.Concat(Enumerable.Range(0, 40).Select(session =>
            string.Concat(Enumerable.Range(0, 5).Select(view => $"{session},p{(session * 3 + view) % 30},{1396437400 + (session * 100) + view}\n")))));
        _folder.Write("v.txt", string.Concat(Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"p{i} {Math.Cos(i * .3):F4} {Math.Sin(i * .3):F4} {Math.Cos(i * 2.1):F4}\n"))));
        _folder.Write("placements.json", "{\"shelf\":{\"rules\":{\"pins\":[{\"slot\":1,\"id\":\"p20\"}]}}}");
        new Ranker(["blend-place"], [new RankerTree([0], [2.5f], [~0], [~1], [-1, 1])], "made for a test").Save(_folder.File("late.psr"));
        Succeed(["learn-table", "--events", log, "--kind", "sequential", "--min-support", "1", "--name", "after", "--out", _folder.File("after.pst")]);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A delta changes products; what was learned stays where it is, also when the delta is compacted.</summary>
    [Fact]
    public void DeltaCompact_SnapshotWithAllParts_KeepsThem()
    {
        string shop = Build("shop.psx", All);
        byte[] before = File.ReadAllBytes(shop);
        string delta = _folder.File("shop.psd");
        Change(shop, delta);
        Succeed(["delta", "compact", shop, "--delta", delta]);
        Assert.Equal(before, File.ReadAllBytes(shop));
        AssertHasAll(shop);
        using ProductIndex index = ProductIndex.Open(shop);
        using Generations.ProductDelta open = Generations.ProductDelta.Open(delta, index);
        Recommendation[] hits = new Recommendation[3];
        Assert.True(index.TryGetOrdinal("p1", out int viewed));
        index.Recommend(new ShopperState([new(viewed)]), hits, index.GetPlacement("shelf"));
        Assert.Equal("p20", index.GetProductId(hits[0].Ordinal));
        Assert.True(index.TryGetOrdinal("brand-new", out _));
    }

    [Fact]
    public void Build_DeltaAndAllParts_KeepsThemAndWarnsOfNothing()
    {
        string shop = Build("shop.psx", All);
        string delta = _folder.File("shop.psd");
        Change(shop, delta);
        string text = Succeed(Arguments("next.psx", [.. All, "--delta", delta]));
        Assert.DoesNotContain("warning", text, StringComparison.Ordinal);
        AssertHasAll(_folder.File("next.psx"));
        using ProductIndex next = ProductIndex.Open(_folder.File("next.psx"));
        Assert.True(next.TryGetOrdinal("brand-new", out _));
        Assert.Equal(29 + 1, next.Count);
    }

    [Fact]
    public void Build_DeltaWithoutParts_SaysWhatIsGone()
    {
        string shop = Build("shop.psx", All);
        string delta = _folder.File("shop.psd");
        Change(shop, delta);
        Assert.Contains(
            $"  warning: {delta}: its snapshot has the item table after and the attachments placements, ranker; this one has not, since a delta does not bring them: build with --table, --placements or --ranker if they are to stay\n",
            Succeed(Arguments("next.psx", ["--delta", delta])).ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(Succeed(Arguments("next.psx", ["--delta", delta, "--table", _folder.File("after.pst"), "--json"]))).RootElement;
        Assert.Empty(json.GetProperty("lostTables").EnumerateArray());
        Assert.Equal(["placements", "ranker"], json.GetProperty("lostAttachments").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(["after"], json.GetProperty("delta").GetProperty("baseTables").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("{\"shelf\":{\"decay\":7}}", "placements  wrong: placement \"shelf\": Decay of the placement must be above 0 and at most 1; build again with right --placements\n", false)]
    [InlineData("not json", "placements  wrong: the placements are no JSON that can be read: ", false)]
    [InlineData("{\"shelf\":{\"rules\":{\"groupLimit\":{\"facet\":\"brand\",\"max\":2}}}}", "placements  wrong: placement \"shelf\": ", true)]
    public void Info_WrongPlacements_ShowsTheRestAndSaysWhatIsWrong(string placements, string problem, bool hasNames)
    {
        string shop = Attached("placements", Encoding.UTF8.GetBytes(placements));
        string text = Succeed(["info", shop]).ReplaceLineEndings("\n");
        Assert.Contains("products", text, StringComparison.Ordinal);
        Assert.Contains("\nattached    placements\n", text, StringComparison.Ordinal);
        Assert.Contains("\n" + problem, text, StringComparison.Ordinal);
        Assert.Equal(hasNames, text.Contains("\nplacements  cart, goes-with, ", StringComparison.Ordinal));
        JsonElement json = JsonDocument.Parse(Succeed(["info", shop, "--json"])).RootElement;
        Assert.Equal(3, json.GetProperty("info").GetProperty("products").GetInt32());
        Assert.StartsWith(problem.Split(';')[0][19..], json.GetProperty("placementsProblem").GetString(), StringComparison.Ordinal);
        Assert.Equal(hasNames ? JsonValueKind.Array : JsonValueKind.Null, json.GetProperty("placements").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("rankerProblem").ValueKind);
    }

    [Fact]
    public void Info_WrongRanker_ShowsTheRestAndSaysWhatIsWrong()
    {
        string shop = Attached("ranker", [1, 2, 3]);
        string text = Succeed(["info", shop, "--all"]).ReplaceLineEndings("\n");
        Assert.Matches("\nranker      wrong: the ranker: [^\n]+; build again with a right --ranker\n", text);
        Assert.Contains("\nsections\n", text, StringComparison.Ordinal);
        Assert.StartsWith("the ranker: ", JsonDocument.Parse(Succeed(["info", shop, "--json"])).RootElement.GetProperty("rankerProblem").GetString(), StringComparison.Ordinal);
    }

    private string[] All => ["--table", _folder.File("after.pst"), "--placements", _folder.File("placements.json"), "--ranker", _folder.File("late.psr")];

    private static string Succeed(string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text;
    }

    private string Build(string name, string[] more)
    {
        Succeed(Arguments(name, more));
        return _folder.File(name);
    }

    private string[] Arguments(string name, string[] more) => ["build", "--vectors", _folder.File("v.txt"), "--out", _folder.File(name), .. more];

    private void Change(string shop, string delta)
    {
        Succeed(["delta", "add", shop, "--delta", delta, "--id", "brand-new", "--like", "p3"]);
        Succeed(["delta", "remove", shop, "--delta", delta, "--id", "p7"]);
    }

    private string Attached(string name, byte[] bytes)
    {
        new ProductIndexBuilder(new BuildOptions { Structures = IndexStructures.Cells })
            .UseVectors(new float[] { 1, 0, 0, 1, 1, 1 }, 2).UseIds(["p0", "p1", "p2"]).Attach(name, bytes).Build(_folder.File("attached.psx"));
        return _folder.File("attached.psx");
    }

    private void AssertHasAll(string shop)
    {
        string info = Succeed(["info", shop]).ReplaceLineEndings("\n");
        Assert.Contains("\ntables      after, with popularity\nattached    placements, ranker\nplacements  cart, goes-with, home, product-page, returning, shelf, similar\nranker      1 trees over 1 features: made for a test\n", info, StringComparison.Ordinal);
    }
}
