using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Two nights of one shop: one as it should be, one whose vectors belong to other products.</summary>
public sealed class GateTests : IDisposable
{
    private const int Products = 120;

    private readonly CliFolder _folder = new();
    private readonly string _log;
    private readonly string _good;
    private readonly string _bad;

    public GateTests()
    {
        _log = _folder.Write("log.csv", "session,product,time\n" + string.Concat(Enumerable.Range(0, 200).Select(session =>
            string.Concat(Enumerable.Range(0, 5).Select(view => $"{session},p{(session * 7 + view) % Products},{1396437400 + (session * 1000) + (view * 40)}\n")))));
        _good = Build("good", i => i);
        _bad = Build("bad", i => i * 53 % Products);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gate_WorseNight_ExitsWithOneAndShowsSessions()
    {
        (int code, string text, string error) = Cli.Run("gate", _good, _bad, "--events", _log);
        Assert.Equal((1, string.Empty), (code, error));
        Assert.Matches(@"^How often the two snapshots recommended what shoppers viewed next: before -> after\n800 next views of 200 sessions, lists of 20\nHR@20  \d\.\d{4} -> \d\.\d{4}, -\d\.\d{4} \[-\d\.\d{4}, -\d\.\d{4}\], 99 % interval over sessions\nMRR@20 ", text.ReplaceLineEndings("\n"));
        Assert.Contains("worse: the newer snapshot loses more than chance explains", text, StringComparison.Ordinal);
        Assert.Equal(5, text.ReplaceLineEndings("\n").Split('\n').Count(line => line.StartsWith("viewed p", StringComparison.Ordinal)));
    }

    /// <summary>The long form says the same, and writes a report with the sessions side by side.</summary>
    [Fact]
    public void Evaluate_TwoSnapshots_IsTheGate()
    {
        string html = _folder.File("report.html");
        (int code, string text, string error) = Cli.Run("evaluate", "--a", _good, "--b", _bad, "--events", _log, "--html", html);
        Assert.Equal((1, string.Empty), (code, error));
        Assert.Equal(Cli.Run("gate", _good, _bad, "--events", _log).Out, text);
        Assert.Matches(@"\n  before, place \d+ +after, (missing|place \d+)\n  p\d+( \*)? +p\d+", text.ReplaceLineEndings("\n"));
        string report = File.ReadAllText(html);
        Assert.Contains("<h1>good.psx and bad.psx</h1>", report, StringComparison.Ordinal);
        Assert.Contains("it loses more than chance explains", report, StringComparison.Ordinal);
        Assert.Equal(5, report.Split("<h3>Viewed p").Length - 1);
        Assert.Contains("(viewed next)</td>", report, StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run("evaluate", "--a", _good, "--b", _good, "--events", _log, "--json").Code);
    }

    [Fact]
    public void Evaluate_TwoSnapshotsAndOptionsOfModels_IsRefused()
    {
        Assert.Equal((2, "--a and --b are two snapshots to compare; give both"), Refusal("--a", _good));
        Assert.Equal((2, "--models is about models that are trained; leave it out with --a and --b"), Refusal("--a", _good, "--b", _bad, "--models", "slist"));
        Assert.Equal(2, Refusal("--a", _good, "--b", _bad, "--html", _log).Code);
        Assert.Equal(2, Refusal("--a", _good, "--b", _bad, "--tolerance", "1").Code);

        (int Code, string Error) Refusal(params string[] args)
        {
            (int code, _, string error) = Cli.Run(["evaluate", "--events", _log, .. args]);
            return (code, error.ReplaceLineEndings("\n").Split('\n')[0]);
        }
    }

    [Fact]
    public void Gate_SameNight_Passes()
    {
        (int code, string text, string error) = Cli.Run("gate", _good, _good, "--events", _log, "--json");
        Assert.True(code == 0, error);
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.False(json.GetProperty("worse").GetBoolean());
        Assert.Equal(0, json.GetProperty("hitRate").GetProperty("change").GetDouble());
        Assert.Equal(2, Cli.Run("gate", _good, _good, "--events", _log, "--tolerance", "1").Code);
    }

    [Fact]
    public void Publish_Gate_StopsTheWorseNightAndLetsTheFirstOnePass()
    {
        string shop = _folder.File("shop");
        Directory.CreateDirectory(shop);
        Assert.Equal(0, Cli.Run("publish", _good, shop, "--gate", _log).Code);
        (int code, string text, string error) = Cli.Run("publish", _bad, shop, "--gate", _log);
        Assert.Equal(1, code);
        Assert.StartsWith($"{_bad}: recommends worse than generation 1 (HR@20 ", error, StringComparison.Ordinal);
        Assert.Contains("after, ", text, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(shop, "catalog-*.psx"));
        (code, text, _) = Cli.Run("publish", _good, shop, "--gate", _log);
        Assert.Equal((0, $"{shop}: generation 2 is current\n"), (code, text.ReplaceLineEndings("\n")));
    }

    private string Build(string name, Func<int, int> owner)
    {
        string vectors = _folder.Write($"{name}.txt", string.Concat(Enumerable.Range(0, Products).Select(i => FormattableString.Invariant(
            $"p{owner(i)} {Math.Cos(i * Math.Tau / Products):F5} {Math.Sin(i * Math.Tau / Products):F5}\n"))));
        string snapshot = _folder.File($"{name}.psx");
        Assert.Equal(0, Cli.Run("build", "--vectors", vectors, "--out", snapshot).Code);
        return snapshot;
    }
}
