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

    /// <summary>Every option for logs of other forms reaches the reader.</summary>
    [Fact]
    public void Clean_LogOfAnotherForm_IsReadByItsOptions()
    {
        string log = _folder.Write("log.csv", "7,\"6\\\" boot\",04/03/2026 10:00,1\n7,shoe,05/03/2026 10:00,1\n8,shoe,04/03/2026 10:00,1\n8,hat,04/03/2026 10:01,1\n");
        string[] args = ["clean", "--events", log, "--out", _folder.File("clean.csv"), "--min-count", "1", "--header", "user,product,time,session", "--quotes", "backslash", "--date-format", "dd/MM/yyyy HH:mm"];
        (int code, string text, string error) = Cli.Run([.. args, "--session-key", "sessionAndUser", "--json"]);
        Assert.True(code == 0, error);
        JsonElement report = JsonDocument.Parse(text).RootElement.GetProperty("report");
        JsonElement seen = report.GetProperty("plausibility");
        Assert.Equal((4, 2, 2), (seen.GetProperty("rowsUsed").GetInt32(), seen.GetProperty("users").GetInt32(), seen.GetProperty("sessions").GetInt32()));
        Assert.Equal("2026-03-05T10:00:00+00:00", seen.GetProperty("lastTime").GetString());
        Assert.Equal("iso8601", report.GetProperty("files")[0].GetProperty("timeUnit").GetString());
        Assert.Contains(",\"6\"\" boot\",view", File.ReadAllText(_folder.File("clean.csv")), StringComparison.Ordinal);
        (code, text, error) = Cli.Run([.. args, "--session-key", "session"]);
        Assert.True(code == 0, error);
        Assert.StartsWith("log                 4 rows read, 4 used\n         2 users, 1 sessions, 3 products\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_TimesOfNoShop_ExitOneAndNameTheOption()
    {
        string log = _folder.Write("log.csv", "user,time,product\nu,1,a\nu,2,b\n");
        string[] args = ["clean", "--events", log, "--out", _folder.File("clean.csv"), "--min-count", "1"];
        (int code, _, string error) = Cli.Run(args);
        Assert.Equal(1, code);
        Assert.EndsWith("or allow it with --allow times", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        (code, string text, error) = Cli.Run([.. args, "--allow", "times", "dominantKey"]);
        Assert.True(code == 0, error);
        Assert.Contains("(allowed)\n", text, StringComparison.Ordinal);
        Assert.Equal(2, Cli.Run([.. args, "--allow", "everything"]).Code);
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
    [InlineData("--header: write the names", "--header", ",")]
    [InlineData("contradict each other", "--date-format", "dd/MM/yyyy", "--time-unit", "seconds")]
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
