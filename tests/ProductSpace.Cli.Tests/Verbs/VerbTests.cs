using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ProductSpace.Cli.Tests.Verbs;

public partial class VerbTests(ShopFixture shop) : IClassFixture<ShopFixture>
{
    [Fact]
    public void Build_Shop_ReportsCounts() => Assert.Contains("3,000 products x 24", shop.BuildText, StringComparison.Ordinal);

    [Fact]
    public void Verify_SoundFile_ExitsZero()
    {
        (int code, string text, _) = Cli.Run("verify", shop.Snapshot);
        Assert.Equal(0, code);
        Assert.Contains("sound", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_DamagedFile_ExitsOneWithOneLine()
    {
        byte[] bytes = File.ReadAllBytes(shop.Snapshot);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(shop.File("damaged.psx"), bytes);
        (int code, string text, string error) = Cli.Run("verify", shop.File("damaged.psx"));
        Assert.Equal((1, string.Empty), (code, text));
        Assert.Single(error.Trim().Split('\n'));
        Assert.Contains("section", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_Json_IsAsWritten()
    {
        (int code, string text, _) = Cli.Run("info", shop.Snapshot, "--json");
        Assert.Equal(0, code);
        Snap.Match(text.Replace(shop.Root, "DIR", StringComparison.Ordinal), "Info_Json");
    }

    /// <summary>A terminal of 24 lines shows it and the prompt; the rest is asked for.</summary>
    [Fact]
    public void Info_OrdinarySnapshot_FitsAScreen()
    {
        (int code, string text, _) = Cli.Run("info", shop.Snapshot);
        Assert.Equal(0, code);
        string[] lines = text.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.InRange(lines.Length, 10, 22);
        Assert.All(lines.Skip(1), line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains("--all", lines[^1], StringComparison.Ordinal);
        string[] all = Cli.Run("info", shop.Snapshot, "--all").Out.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.Empty(lines[..^1].Except(all));
        Assert.Contains("sections", all);
        Assert.Contains("efSearch for k = 10", all);
    }

    [Fact]
    public void Query_Json_IsAsWritten()
    {
        (int code, string text, _) = Cli.Run("query", shop.Snapshot, "--session", "p0000012,p0000400,nobody", "-k", "3", "--exact", "--json");
        Assert.Equal(0, code);
        Snap.Match(Microseconds().Replace(text, "\"microseconds\": 0"), "Query_Json");
    }

    [Theory]
    [InlineData("p0000012", new string[0])]
    [InlineData("p0000012", new[] { "--target-recall", "0.99" })]
    [InlineData("p0000012", new[] { "--target-recall", "1" })]
    [InlineData("p0000012,p0000400", new[] { "--category", "women" })]
    public void Query_Explain_TakesTheStrategyOfTheAnswer(string views, string[] more)
    {
        (int code, string text, _) = Cli.Run(["query", shop.Snapshot, "--session", views, "--explain", "--json", .. more]);
        Assert.Equal(0, code);
        using JsonDocument answer = JsonDocument.Parse(text);
        JsonElement explanation = answer.RootElement.GetProperty("explanation");
        JsonElement[] strategies = [.. explanation.GetProperty("strategies").EnumerateArray()];
        JsonElement taken = Assert.Single(strategies, strategy => strategy.GetProperty("taken").GetBoolean());
        string strategy = answer.RootElement.GetProperty("strategy").GetString()!;
        Assert.StartsWith(taken.GetProperty("strategy").GetString()!, strategy, StringComparison.Ordinal);
        Assert.NotEmpty(explanation.GetProperty("why").GetString()!);
        (code, text, _) = Cli.Run(["query", shop.Snapshot, "--session", views, "--explain", .. more]);
        Assert.Equal(0, code);
        Assert.Contains("<- taken", text, StringComparison.Ordinal);
        Assert.Contains("Why: ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--exact")]
    [InlineData("--ef", "40")]
    public void Query_ExplainWithoutTarget_IsRefused(params string[] more)
    {
        (int code, _, string error) = Cli.Run(["query", shop.Snapshot, "--session", "p0000012", "--explain", .. more]);
        Assert.Equal(2, code);
        Assert.Contains("omit --exact and --ef", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("similar")]
    [InlineData("next")]
    public void Query_AllForms_EqualTheExactScan(string space)
    {
        File.WriteAllText(shop.File("vector.txt"), "v " + string.Join(' ', Enumerable.Range(0, 24).Select(i => (i % 5 - 1.5).ToString(CultureInfo.InvariantCulture))) + "\n");
        string category = JsonDocument.Parse(Cli.Run("query", shop.Snapshot, "--product", "p0000012", "-k", "1", "--json").Out).RootElement.GetProperty("results")[0].GetProperty("category").GetString()!;
        string[][] questions =
        [
            ["--product", "p0000012"], ["--session", "p0000012,p0000400"], ["--vector", shop.File("vector.txt")],
            ["--product", "p0000012", "--category", category], ["--product", "p0000012", "--not-category", category],
        ];
        foreach (string[] question in questions)
        {
            string[] exact = Products(["query", shop.Snapshot, .. question, "--space", space, "--json", "--exact"]);
            string[] walked = Products(["query", shop.Snapshot, .. question, "--space", space, "--json", "--ef", "200"]);
            Assert.Equal(10, exact.Length);
            Assert.InRange(exact.Intersect(walked).Count(), 9, 10);
        }
    }

    [Fact]
    public void Query_UnknownCategory_Suggests()
    {
        (int code, _, string error) = Cli.Run("query", shop.Snapshot, "--product", "p0000012", "--category", "womn");
        Assert.Equal(1, code);
        Assert.Contains("did you mean \"women\"", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query one of", "query", "SNAPSHOT")]
    [InlineData("exclude each other", "query", "SNAPSHOT", "--product", "x", "--ef", "9", "--target-recall", "0.9")]
    [InlineData("--column name=theirs", "build", "--vectors", "v", "--catalog", "c", "--out", "o", "--column", "colour")]
    [InlineData("give --catalog too", "build", "--vectors", "v", "--out", "o", "--column", "price=cost")]
    [InlineData("--target-recall must be", "query", "SNAPSHOT", "--product", "x", "--target-recall", "0")]
    [InlineData("--ef must be", "query", "SNAPSHOT", "--product", "x", "--ef", "-5")]
    [InlineData("-k must be", "bench", "SNAPSHOT", "-k", "0")]
    [InlineData("'walk' not recognized", "build", "--vectors", "v", "--out", "o", "--structures", "walk")]
    [InlineData("--structures cells does not build", "build", "--vectors", "v", "--out", "o", "--structures", "cells", "--m", "16")]
    [InlineData("--structures scan does not build", "build", "--vectors", "v", "--out", "o", "--structures", "scan", "--m", "16")]
    public void Run_OptionsWithoutSense_ExitTwo(string message, params string[] args)
    {
        (int code, _, string error) = Cli.Run([.. args.Select(arg => arg == "SNAPSHOT" ? shop.Snapshot : arg)]);
        Assert.Equal(2, code);
        Assert.Contains(message.Replace("query one", "needs one", StringComparison.Ordinal), error, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_Json_HasRowsTargetsAndMachine()
    {
        (int code, string text, string error) = Cli.Run("bench", shop.Snapshot, "--json");
        Assert.True(code == 0, error);
        JsonElement root = JsonDocument.Parse(text).RootElement;
        Assert.Contains(root.GetProperty("rows").EnumerateArray(), row => row.GetProperty("queries").GetString() == "seeded");
        foreach (JsonElement row in root.GetProperty("rows").EnumerateArray())
        {
            Assert.InRange(row.GetProperty("recall").GetDouble(), 0.2, 1);
            Assert.True(row.GetProperty("qps").GetDouble() > 0);
            Assert.True(row.GetProperty("p99Microseconds").GetDouble() >= row.GetProperty("p50Microseconds").GetDouble());
        }

        Assert.Equal(6, root.GetProperty("targets").GetArrayLength());
        Assert.NotEmpty(root.GetProperty("processor").GetString()!);
    }

    [Fact]
    public void Bench_Families_TellsEachAtEachTarget()
    {
        (int code, string text, string error) = Cli.Run("bench", shop.Snapshot, "--families", "--json");
        Assert.True(code == 0, error);
        JsonElement[] rows = [.. JsonDocument.Parse(text).RootElement.GetProperty("rows").EnumerateArray()];
        Assert.Equal(16 * 3, rows.Length);
        Assert.Equal(3 * 3, rows.Count(row => !row.GetProperty("knownToBuild").GetBoolean()));
        Assert.All(rows, row =>
        {
            // Two standard errors of a mean over 200 queries, most of which find all or nothing of a far neighborhood.
            Assert.InRange(row.GetProperty("recall").GetDouble(), row.GetProperty("target").GetDouble() - 0.04, 1);
            Assert.InRange(row.GetProperty("worstTenth").GetDouble(), 0, row.GetProperty("recall").GetDouble());
            Assert.InRange(row.GetProperty("expectedRecall").GetDouble(), 0.8, 1);
        });
        Assert.Contains("* three far products", Cli.Run("bench", shop.Snapshot, "--families").Item2, StringComparison.Ordinal);
    }

    [Fact]
    public void Bench_QueryFile_IsUnseededOnly()
    {
        (int code, string text, _) = Cli.Run("bench", shop.Snapshot, "--queries", shop.File("queries.fvecs"), "--json");
        Assert.Equal(0, code);
        Assert.All(JsonDocument.Parse(text).RootElement.GetProperty("rows").EnumerateArray(), row => Assert.Equal("unseeded", row.GetProperty("queries").GetString()));
    }

    [Fact]
    public void Run_WrongFiles_ExitOneWithOneLine()
    {
        foreach (string[] args in new string[][]
        {
            ["info", shop.File("none.psx")], ["info", shop.File("ids.txt")], ["query", shop.File("vectors.fvecs"), "--product", "x"],
            ["build", "--vectors", shop.File("products.csv"), "--out", shop.File("x.psx")],
            ["build", "--vectors", shop.File("none.npy"), "--out", shop.File("x.psx")],
            ["build", "--vectors", shop.File("vectors.fvecs"), "--out", shop.File("none/x.psx")],
            ["query", shop.Snapshot, "--vector", shop.File("vectors.fvecs")],
        })
        {
            (int code, string text, string error) = Cli.Run(args);
            Assert.Equal((1, string.Empty), (code, text));
            Assert.Single(error.Trim().Split('\n'));
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(shop.File("x.psx")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("nan")]
    public void Bench_QueryWithoutDirection_NamesTheRow(string number)
    {
        string good = "a " + string.Join(' ', Enumerable.Range(1, 24)) + "\n";
        File.WriteAllText(shop.File("bad.txt"), good + "b " + string.Join(' ', Enumerable.Repeat(number, 24)) + "\n");
        (int code, _, string error) = Cli.Run("bench", shop.Snapshot, "--queries", shop.File("bad.txt"));
        Assert.Equal(1, code);
        Assert.Contains("bad.txt row 2", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_SessionsOfTheShop_CalibratesWithThem()
    {
        (int code, string text, string error) = Cli.Run("build", "--vectors", shop.File("vectors.fvecs"), "--ids", shop.File("ids.txt"), "--m", "8", "--ef-construction", "40", "--sessions", shop.File("sessions.csv"), "--out", shop.File("own.psx"));
        Assert.True(code == 0, error);
        Assert.Matches(@"\d+ questions of the calibration are sessions of the log", text);
        Assert.DoesNotContain("sessions of the log", shop.BuildText, StringComparison.Ordinal);

        // A log of another shop: said before the graph is built, and nothing is left.
        File.WriteAllText(shop.File("other.csv"), "session_id,timestamp,product_id,event_type\ns1,1767226354043,elsewhere,view\ns1,1767226355043,nowhere,view\n");
        (code, _, error) = Cli.Run("build", "--vectors", shop.File("vectors.fvecs"), "--ids", shop.File("ids.txt"), "--sessions", shop.File("other.csv"), "--out", shop.File("never.psx"));
        Assert.Equal(1, code);
        Assert.Contains("none contains a product of the shop", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(shop.File("never.psx")));
        Assert.Equal(1, Cli.Run("build", "--vectors", shop.File("vectors.fvecs"), "--sessions", shop.File("missing.csv"), "--out", shop.File("never.psx")).Code);
    }

    [Fact]
    public void Build_Cancelled_KeepsTheOldFile()
    {
        File.WriteAllText(shop.File("kept.psx"), "old");
        int before = Directory.GetFileSystemEntries(shop.Root).Length;
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Equal(130, Cli.Run(source.Token, "build", "--vectors", shop.File("vectors.fvecs"), "--out", shop.File("kept.psx")).Code);
        Assert.Equal("old", File.ReadAllText(shop.File("kept.psx")));
        Assert.Equal(before, Directory.GetFileSystemEntries(shop.Root).Length);
    }

    [Fact]
    public void Build_Cancelled_ExitsInterruptedAndLeavesNothing()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        (int code, _, string error) = Cli.Run(source.Token, "build", "--vectors", shop.File("vectors.fvecs"), "--out", shop.File("never.psx"));
        Assert.Equal(130, code);
        Assert.Contains("interrupted", error, StringComparison.Ordinal);
        Assert.False(File.Exists(shop.File("never.psx")));
    }

    [SkippableFact]
    public void Build_RealWordVectors_GoThroughEveryVerb()
    {
        const int rows = 6_000;
        byte[] npy = File.ReadAllBytes(TestData.Find("word-vectors", "vectors_100.npy"));
        int header = 10 + BitConverter.ToUInt16(npy, 8);
        string text = System.Text.Encoding.ASCII.GetString(npy, 10, header - 10).Replace("(358832, 100)", "(6000, 100)", StringComparison.Ordinal).TrimEnd('\n');
        byte[] cut = [.. npy[..10], .. System.Text.Encoding.ASCII.GetBytes(text.PadRight(header - 11) + "\n"), .. npy.AsSpan(header, rows * 200)];
        File.WriteAllBytes(shop.File("words.npy"), cut);
        File.WriteAllLines(shop.File("words.txt"), File.ReadLines(TestData.Find("word-vectors", "ids.txt")).Take(rows));
        (int code, string report, string error) = Cli.Run(
            "build", "--vectors", shop.File("words.npy"), "--ids", shop.File("words.txt"), "--catalog", TestData.Find("word-vectors", "products.csv"), "--out", shop.File("words.psx"), "--m", "16");
        Assert.True(code == 0, error);
        Assert.Contains("6,000 products x 100", report, StringComparison.Ordinal);
        Assert.Contains("352,832 rows of the catalogue without a vector", report, StringComparison.Ordinal);
        Assert.Equal(0, Cli.Run("verify", shop.File("words.psx")).Code);
        string id = File.ReadLines(shop.File("words.txt")).Skip(500).First();
        string[] near = Products(["query", shop.File("words.psx"), "--product", id, "--json"]);
        string[] exact = Products(["query", shop.File("words.psx"), "--product", id, "--json", "--exact"]);
        Assert.InRange(near.Intersect(exact).Count(), 8, 10);
    }

    private static string[] Products(string[] args)
    {
        (int code, string text, string error) = Cli.Run(args);
        Assert.True(code == 0, error);
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("product").GetString()!)];
    }

    [GeneratedRegex("\"microseconds\": [0-9.E+-]+")]
    private static partial Regex Microseconds();
}
