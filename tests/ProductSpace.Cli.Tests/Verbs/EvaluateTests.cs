using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

public sealed class EvaluateTests : IDisposable
{
    private readonly TrainFolder _folder = new(shelves: 8, sessions: 300);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Evaluate_Log_PrintsOneTableThatFits()
    {
        string text = _folder.Succeed(Evaluate("popularity,prod2vec", "--catalog", _folder.Catalog));
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 120, line));
        foreach (string part in new[] { "300 sessions, ", "64 products", "trained on 2", "judged by ", "sessions across the border", "next views; every known product is ranked", "the product viewed last is not recommended" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        int head = Array.FindIndex(lines, line => line.StartsWith("model ", StringComparison.Ordinal));
        Assert.StartsWith("prod2vec ", lines[head + 1], StringComparison.Ordinal);
        Assert.StartsWith("popularity ", lines[head + 2], StringComparison.Ordinal);
        Assert.Contains("HR@20 against prod2vec", lines[head], StringComparison.Ordinal);
        Assert.Matches(@"-0\.\d{4} \[-0\.\d{4}, -0\.\d{4}\]", lines[head + 2]);
    }

    [Fact]
    public void Evaluate_Json_HasAllModesAndNoUserId()
    {
        string text = _folder.Succeed(Evaluate("popularity", "--catalog", _folder.Catalog, "--max-predictions", "50", "--windows", "2", "--test-share", "0.2", "--tune", "--tune-by", "mrr", "--json"));
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal((100, 2), (json.GetProperty("predictions").GetInt32(), json.GetProperty("split").GetProperty("windows").GetArrayLength()));
        Assert.Equal("MRR@20", json.GetProperty("metric").GetString());
        JsonElement model = json.GetProperty("models")[0];
        Assert.Equal(["allowed", "currentExcluded", "viewedExcluded"], model.GetProperty("modes").EnumerateArray().Select(mode => mode.GetProperty("mode").GetString()));
        Assert.Equal([1, 5, 10, 20], model.GetProperty("modes")[0].GetProperty("at").EnumerateArray().Select(at => at.GetProperty("n").GetInt32()));
        Assert.Equal(1, model.GetProperty("settingsTried").GetInt32());
        Assert.Equal("9.99", json.GetProperty("examples")[0].GetProperty("viewed")[0].GetProperty("facts").GetProperty("price").GetString());
        Assert.DoesNotContain(TrainFolder.UserMark, text, StringComparison.Ordinal);
        Assert.DoesNotContain(TrainFolder.SessionMark, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_Reports_AreWritten()
    {
        string text = _folder.Succeed(Evaluate("popularity", "--catalog", _folder.Catalog, "--html", _folder.File("report.html"), "--markdown", _folder.File("report.md")));
        Assert.Contains($"written to {_folder.File("report.html")}", text, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(_folder.File("report.html")), StringComparison.Ordinal);
        string markdown = File.ReadAllText(_folder.File("report.md"));
        Assert.Contains("By category of the next product", markdown, StringComparison.Ordinal);
        Assert.Contains("log.csv: 300 sessions", markdown, StringComparison.Ordinal);
        Assert.Equal(["report.html", "report.md"], _folder.Made());
    }

    [Theory]
    [InlineData("prod2vek", "did you mean prod2vec?")]
    [InlineData("Popularty", "did you mean popularity?")]
    [InlineData("something-else-entirely", "There are: popularity")]
    [InlineData("popularity,popularity", "names popularity twice")]
    public void Evaluate_WrongModels_AreNamed(string models, string message) => Refused(2, message, Evaluate(models));

    [Theory]
    [InlineData("--test-share", "0.7", 2, "0.5")]
    [InlineData("--test-days", "0", 2, "days")]
    [InlineData("--windows", "0", 2, "windows")]
    [InlineData("--seeds", "0", 2, "seeds")]
    [InlineData("--max-predictions", "0", 2, "predictions")]
    [InlineData("--against", "prod2vec", 2, "none of the models")]
    [InlineData("--catalog-column", "name=title", 2, "--catalog")]
    [InlineData("--test-days", "1", 1, "no clock")]
    public void Evaluate_WrongOptions_AreRefused(string option, string value, int code, string message) =>
        Refused(code, message, Evaluate("popularity", option, value));

    [Fact]
    public void Evaluate_OverItsInputs_IsRefused()
    {
        byte[] log = File.ReadAllBytes(_folder.Log), catalog = File.ReadAllBytes(_folder.Catalog);
        Refused(2, "would replace", Evaluate("popularity", "--html", _folder.Log));
        Refused(2, "would replace", Evaluate("popularity", "--catalog", _folder.Catalog, "--markdown", _folder.Catalog));
        Refused(2, "two files", Evaluate("popularity", "--html", _folder.File("a"), "--markdown", _folder.File("a")));
        Refused(1, "folder", Evaluate("popularity", "--html", _folder.File("none/a.html")));
        Assert.Equal(log, File.ReadAllBytes(_folder.Log));
        Assert.Equal(catalog, File.ReadAllBytes(_folder.Catalog));
    }

    [Fact]
    public void Evaluate_Interrupted_LeavesNothing()
    {
        using CancellationTokenSource source = new();

        // A thread of its own: the pool is busy with the trainings and with other tests.
        Thread canceller = new(() =>
        {
            Thread.Sleep(500);
            source.Cancel();
        });
        canceller.Start();
        (int code, _, string error) = Cli.Run(source.Token, Evaluate("prod2vec", "--seeds", "100", "--html", _folder.File("report.html")));
        canceller.Join();
        Assert.Equal(130, code);
        Assert.Contains("interrupted", error, StringComparison.Ordinal);
        Assert.Empty(_folder.Made());
    }

    [Fact]
    public void Evaluate_KeepRepeats_CountsThem()
    {
        string log = _folder.Write("repeats.csv", "session,product\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"s{i},a\ns{i},a\ns{i},b\ns{i},b\n")));
        string[] line = ["evaluate", "--events", log, "--models", "popularity", "--min-count", "1"];
        Assert.Contains("60 sessions, 120 views", _folder.Succeed(line), StringComparison.Ordinal);
        Assert.Contains("60 sessions, 240 views", _folder.Succeed([.. line, "--keep-repeats"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_Index_SaysWhatIsLost() =>
        Assert.Contains("prod2vec through an index: HR@20", _folder.Succeed(Evaluate("prod2vec", "--index")), StringComparison.Ordinal);

    /// <summary>A pitfall: no option samples candidates; all products are ranked.</summary>
    [Fact]
    public void Evaluate_Options_DoNotSampleCandidates()
    {
        string help = _folder.Succeed(["evaluate", "--help"]);
        Assert.DoesNotContain("sampl", help, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("candidate", help, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Evaluate_Cold_SaysWhatNewProductsAreWorth()
    {
        string[] line = ["evaluate", "--cold", "--events", _folder.Log, "--catalog", _folder.Catalog, "--min-count", "1", "--test-share", "0.3", "--draws", "3"];
        string text = _folder.Succeed(line);
        foreach (string part in new[] { "64 products, ", " hidden in 3 draws", "blend ", "nearest by category and price", "popularity of the category", "metadata explain" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        JsonElement json = JsonDocument.Parse(_folder.Succeed([.. line, "--json"])).RootElement;
        Assert.Equal((64, 3, 4), (json.GetProperty("products").GetInt32(), json.GetProperty("draws").GetInt32(), json.GetProperty("methods").GetArrayLength()));
        Assert.InRange(json.GetProperty("hidden").GetInt32(), 3, 20);
        Assert.InRange(json.GetProperty("methods")[0].GetProperty("hitRate").GetDouble(), 0, 1);
    }

    [Theory]
    [InlineData("give --catalog")]
    [InlineData("must be 1 to 20", "--catalog", "c", "--draws", "21")]
    [InlineData("--models says nothing about new products", "--catalog", "c", "--models", "popularity")]
    [InlineData("--html says nothing about new products", "--catalog", "c", "--html", "x.html")]
    public void Evaluate_ColdWithWrongOptions_IsRefused(string message, params string[] more) =>
        Refused(2, message, ["evaluate", "--cold", "--events", _folder.Log, .. more.Select(word => word == "c" ? _folder.Catalog : word)]);

    private static void Refused(int expected, string message, string[] args)
    {
        (int code, _, string error) = Cli.Run(args);
        Assert.Equal(expected, code);
        Assert.Contains(message, error, StringComparison.OrdinalIgnoreCase);
    }

    private string[] Evaluate(string models, params string[] more) =>
        ["evaluate", "--events", _folder.Log, "--models", models, "--min-count", "1", .. more];
}
