using System.Text.Json;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Products on a circle; the table was learned from shoppers who jumped, the validation log walks.</summary>
public sealed class TunePlacementTests : IDisposable
{
    private const int Products = 100;

    private readonly CliFolder _folder = new();
    private readonly string _snapshot;
    private readonly string _log;

    public TunePlacementTests()
    {
        string vectors = _folder.Write("v.txt", string.Concat(Enumerable.Range(0, Products).Select(i => FormattableString.Invariant($"p{i} {Math.Cos(i * Math.Tau / Products):F5} {Math.Sin(i * Math.Tau / Products):F5}\n"))));
        Succeed("learn-table", "--events", Log("jumps.csv", 300, 37), "--kind", "sequential", "--min-support", "1", "--out", _folder.File("t.pst"));
        _snapshot = _folder.File("shop.psx");
        Succeed("build", "--vectors", vectors, "--table", _folder.File("t.pst"), "--out", _snapshot);
        _log = Log("walks.csv", 200, 1);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TunePlacement_BetterWeights_ReachTheNextSnapshot()
    {
        string placements = _folder.Write("placements.json", """{"cart": {"candidates": 50}}""");
        string text = Succeed("tune-placement", _snapshot, "--events", _log, "--out", placements);
        Assert.Contains("product-page: better", text, StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(File.ReadAllText(placements)).RootElement;
        Assert.Equal(50, json.GetProperty("cart").GetProperty("candidates").GetInt32());
        JsonElement tuned = json.GetProperty("product-page");
        Assert.Equal(0, tuned.GetProperty("tables").GetProperty("sequential").GetSingle());
        JsonElement from = tuned.GetProperty("provenance");
        Assert.Equal("mrr@20", from.GetProperty("metric").GetString());
        Assert.Equal(32, from.GetProperty("log").GetString()!.Length);
        Assert.True(from.GetProperty("gainLow").GetDouble() > 0);

        string better = _folder.File("better.psx");
        Succeed("build", "--vectors", _folder.File("v.txt"), "--table", _folder.File("t.pst"), "--placements", placements, "--out", better);
        using (ProductIndex index = ProductIndex.Open(better))
        {
            Assert.Equal([0f], index.GetPlacement("product-page").TableWeights);
            Assert.Equal(50, index.GetPlacement("cart").Candidates);
        }

        text = Succeed("tune-placement", better, "--events", _log, "--json", "--max-trials", "5", "--out", _folder.File("none.json"));
        Assert.False(JsonDocument.Parse(text).RootElement.GetProperty("better").GetBoolean());
        Assert.False(File.Exists(_folder.File("none.json")));
    }

    [Fact]
    public void TunePlacement_WrongUse_IsRefused()
    {
        Assert.Equal(2, Cli.Run("tune-placement", _snapshot, "--events", _log, "--metric", "map").Code);
        Assert.Equal(2, Cli.Run("tune-placement", _snapshot, "--events", _log, "--budget", "soon").Code);
        Assert.Equal(2, Cli.Run("tune-placement", _snapshot, "--events", _log, "--max-predictions", "9").Code);
        Assert.Equal(2, Cli.Run("tune-placement", _snapshot, "--events", _log, "--out", _log).Code);
        (int code, _, string error) = Cli.Run("tune-placement", _snapshot, "--events", _log, "--placement", "window");
        Assert.Equal(1, code);
        Assert.StartsWith("there is no placement \"window\"; this snapshot has: ", error, StringComparison.Ordinal);
        string bad = _folder.Write("bad.json", """{"cart": {"weight": 1}}""");
        (code, _, error) = Cli.Run("tune-placement", _snapshot, "--events", _log, "--out", bad);
        Assert.Equal((1, $"{bad}: placement \"cart\": \"weight\" is no setting of a placement\n"), (code, error.ReplaceLineEndings("\n")));
    }

    /// <summary>Sessions of five views, each a step away from the one before.</summary>
    private string Log(string name, int sessions, int step) => _folder.Write(name, "session,product,time\n" + string.Concat(Enumerable.Range(0, sessions).Select(session =>
        string.Concat(Enumerable.Range(0, 5).Select(view => $"{session},p{((session * 7) + (view * step)) % Products},{1396437400 + (session * 1000) + (view * 40)}\n")))));

    private static string Succeed(params string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return text;
    }
}
