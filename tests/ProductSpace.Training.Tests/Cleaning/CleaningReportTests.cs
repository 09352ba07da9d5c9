using System.Text.Json;

namespace ProductSpace.Training.Tests.Cleaning;

public sealed class CleaningReportTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Report_TextAndJson_AreAsWritten()
    {
        using CleanedLog cleaned = _log.Clean(TestLog.Random(31, 200, hasKinds: true), new CleaningOptions { MinCount = 3, HeldOutShare = 0.1, MinDwellSeconds = 10 });
        TestLog.RequireSum(cleaned.Report);
        string text = cleaned.Report.ToText() + cleaned.Report.ToJson() + "\n";
        Snap.Match(text.Replace(_log.Root, "DIR", StringComparison.Ordinal), "CleaningReport");
    }

    [Fact]
    public void Report_PlantedIds_AreNowhere()
    {
        const string session = "PLANTED-SESSION", user = "planted@example.com";
        string users = _log.Write("users.txt", "other@example.com\n");
        string csv = $"session,user,time,product,event\n{session},{user},2024-03-05T10:00:00Z,a,view\n{session},{user},2024-03-05T10:01:00Z,b,view\nx,other@example.com,2024-03-05,a,view\ny,{user},2024-03-05,a,other\n";
        using CleanedLog cleaned = _log.Clean(csv, TestLog.KeepAll with { ExcludedUsersFile = users });
        cleaned.WriteEvents(_log.File("out.csv"));
        foreach (string text in new[] { cleaned.Report.ToText(), cleaned.Report.ToJson(), cleaned.Report.ToString(), File.ReadAllText(_log.File("out.csv")) })
        {
            Assert.DoesNotContain("PLANTED", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("example.com", text, StringComparison.Ordinal);
        }

        JsonElement json = JsonDocument.Parse(cleaned.Report.ToJson()).RootElement;
        Assert.Equal(4, json.GetProperty("eventsRead").GetInt64());
        Assert.Equal("session,time,product_id,event_type\n1,2024-03-05T10:00:00.0000000Z,a,view\n1,2024-03-05T10:01:00.0000000Z,b,view\n", File.ReadAllText(_log.File("out.csv")));
    }

    [Theory]
    [InlineData("session,time,product\nPLANTED,soon,a\n")]
    [InlineData("session,product\n\"PLANTED\nx\",a\n")]
    [InlineData("user,product\nPLANTED,a\n")]
    public void Refusal_PlantedId_IsNotShown(string csv)
    {
        TrainingInputException error = Assert.Throws<TrainingInputException>(() => _log.Clean(csv));
        Assert.DoesNotContain("PLANTED", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteEvents_Cancelled_KeepsTheOldFile()
    {
        using CleanedLog cleaned = _log.Clean("session,product\ns,a\ns,b\n");
        File.WriteAllText(_log.File("out.csv"), "old");
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => cleaned.WriteEvents(_log.File("out.csv"), source.Token));
        Assert.Equal("old", File.ReadAllText(_log.File("out.csv")));
        Assert.Equal(2, Directory.GetFiles(_log.Root).Length);
    }
}
