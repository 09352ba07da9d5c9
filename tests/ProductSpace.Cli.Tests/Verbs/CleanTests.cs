using System.Text.Json;

namespace ProductSpace.Cli.Tests.Verbs;

public sealed class CleanTests : IDisposable
{
    private const string Log = "SessionId;ItemId;Time\n1;a;1396437466.94\n1;b;1396437470\n1;b;1396437480\n2;b;1396437400\n2;a;1396437500\n";

    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Clean_Log_WritesEventsAndReport()
    {
        string log = _folder.Write("log.csv", Log);
        (int code, string text, string error) = Cli.Run("clean", "--events", log, "--out", _folder.File("clean.csv"), "--report", _folder.File("report.json"), "--min-count", "1");
        Assert.Equal((0, string.Empty), (code, error));
        Assert.Contains("kept                4 events, 2 sessions, 2 products", text, StringComparison.Ordinal);
        Assert.Contains("dropped             1 that repeat the product before", text, StringComparison.Ordinal);
        Assert.Equal(
            "session,time,product_id,event_type\n1,2014-04-02T11:16:40.0000000Z,b,view\n1,2014-04-02T11:18:20.0000000Z,a,view\n2,2014-04-02T11:17:46.9400000Z,a,view\n2,2014-04-02T11:17:50.0000000Z,b,view\n",
            File.ReadAllText(_folder.File("clean.csv")));
        Assert.Equal(5, JsonDocument.Parse(File.ReadAllText(_folder.File("report.json"))).RootElement.GetProperty("eventsRead").GetInt64());
        Assert.Equal(3, Directory.GetFiles(_folder.Root).Length);
    }

    [Fact]
    public void Clean_Json_HasTheReport()
    {
        string first = _folder.Write("1.csv", Log);
        string second = _folder.Write("2.csv", "kind|who|what|when\nview|3|c|1396437466\nview|3|a|1396437467\n");
        (int code, string text, string error) = Cli.Run(
            "clean", "--events", second, "--out", _folder.File("clean.csv.gz"), "--column", "session=who", "--column", "product=what", "--column", "time=when", "--column", "event=kind",
            "--delimiter", "|", "--time-unit", "seconds", "--min-count", "1", "--json");
        Assert.True(code == 0, error);
        JsonElement report = JsonDocument.Parse(text).RootElement.GetProperty("report");
        Assert.Equal(("who", 1), (report.GetProperty("files")[0].GetProperty("columns").GetProperty("session").GetString(), report.GetProperty("sessions").GetInt32()));
        (code, text, error) = Cli.Run("clean", "--events", first, _folder.File("clean.csv.gz"), "--out", _folder.File("both.csv"), "--min-count", "1", "--json");
        Assert.True(code == 0, error);
        Assert.Equal(7, JsonDocument.Parse(text).RootElement.GetProperty("report").GetProperty("eventsRead").GetInt32());
    }

    [Fact]
    public void Clean_SyntheticShop_IsRead()
    {
        Assert.Equal(0, Cli.Run("synth", "--products", "300", "--dimension", "8", "--sessions", "400", "--out", _folder.Root).Code);
        (int code, string text, string error) = Cli.Run("clean", "--events", _folder.File("sessions.csv"), "--out", _folder.File("clean.csv"));
        Assert.True(code == 0, error);
        Assert.Contains("400 sessions by the session column", text, StringComparison.Ordinal);
        Assert.Contains("times: a clock", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("session,product\ns,a\nt,b\n", "no session of two products is left")]
    [InlineData("session,thing\ns,a\n", "name it with --column product=")]
    [InlineData("session,product,time\ns,a,soon\n", "log.csv line 2")]
    [InlineData("", "is empty")]
    public void Clean_BadLog_ExitsOneWithOneLineAndWritesNothing(string log, string message)
    {
        string file = _folder.Write("log.csv", log);
        (int code, string text, string error) = Cli.Run("clean", "--events", file, "--out", _folder.File("clean.csv"), "--report", _folder.File("report.json"));
        Assert.Equal((1, string.Empty), (code, text));
        Assert.Contains(message, Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    [Theory]
    [InlineData("--column name=theirs", "--column", "colour=x")]
    [InlineData("--column name=theirs", "--column", "session")]
    [InlineData("--delimiter ab: write one character", "--delimiter", "ab")]
    [InlineData("--session-gap must be", "--session-gap", "0")]
    [InlineData("the minimum count must be", "--min-count", "0")]
    [InlineData("the longest session must", "--max-session", "1")]
    [InlineData("'years'", "--time-unit", "years")]
    [InlineData("must be two files", "--report", "OUT")]
    public void Clean_OptionsWithoutSense_ExitTwo(string message, params string[] more)
    {
        string file = _folder.Write("log.csv", Log);
        (int code, _, string error) = Cli.Run(["clean", "--events", file, "--out", _folder.File("clean.csv"), .. more.Select(one => one == "OUT" ? _folder.File("clean.csv") : one)]);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal(2, Cli.Run("clean", "--events", file, "--out", file).Code);
        Assert.Equal(Log, File.ReadAllText(file));
    }

    [Fact]
    public void Clean_FolderMissingOrCancelled_KeepsTheOldFile()
    {
        string file = _folder.Write("log.csv", Log);
        Assert.Equal(1, Cli.Run("clean", "--events", file, "--out", _folder.File("none/clean.csv")).Code);
        _folder.Write("clean.csv", "old");
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Equal(130, Cli.Run(source.Token, "clean", "--events", file, "--out", _folder.File("clean.csv"), "--min-count", "1").Code);
        Assert.Equal("old", File.ReadAllText(_folder.File("clean.csv")));
        Assert.Equal(2, Directory.GetFiles(_folder.Root).Length);
    }
}
