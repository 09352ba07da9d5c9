namespace ProductSpace.Training.Tests.Cleaning;

/// <summary>The real logs: counts as their makers state them, and what kind of times they have.</summary>
public sealed class RealLogTests
{
    [SkippableTheory]
    [InlineData("diginetica", "events_train.csv.gz", 817_947, 168_003, 42_933, 9_392, false, "are equal")]
    [InlineData("diginetica", "events_valid.csv.gz", 88_193, 18_667, 23_369, 1_109, false, "are equal")]
    [InlineData("online-retail", "events_train.csv.gz", 408_207, 15_818, 3_732, 1_231, false, "are zero")]
    [InlineData("online-retail", "events_valid.csv.gz", 58_126, 1_977, 2_776, 128, false, "are zero")]
    [InlineData("yoochoose-100k", "yoochoose-clicks-100k_train_full.txt.gz", 70_278, 17_794, 2_933, 3_234, true, "median about")]
    [InlineData("yoochoose-100k", "yoochoose-clicks-100k_train_valid.txt.gz", 16_539, 4_084, 2_029, 720, true, "median about")]
    public void Clean_RealLog_HasItsCounts(string folder, string file, long events, long sessions, int products, long ofOneProduct, bool isClock, string reason)
    {
        using CleanedLog cleaned = SessionLog.Clean([TestData.Find(folder, file)], null, TestLog.KeepAll);
        CleaningReport report = cleaned.Report;
        Assert.Equal((events, sessions, products), (report.EventsRead, report.SessionsRead, report.ProductsRead));
        Assert.Equal(sessions - ofOneProduct, report.Sessions);
        Assert.Equal(isClock, report.Clock.IsClock);
        Assert.Contains(reason, report.Clock.Reason, StringComparison.Ordinal);
        Assert.Equal(folder == "online-retail", report.IsPurchasesOnly);
        TestLog.RequireSum(report);
    }

    [SkippableFact]
    public void Clean_DigineticaTrainAndValid_AreAllItsProducts()
    {
        string train = TestData.Find("diginetica", "events_train.csv.gz");
        string valid = TestData.Find("diginetica", "events_valid.csv.gz");
        using CleanedLog cleaned = SessionLog.Clean([train], null, TestLog.KeepAll with { ValidationFiles = [valid], HeldOutMaximum = 100_000 });
        Assert.Equal((168_003 + 18_667, 43_097), (cleaned.Report.SessionsRead, cleaned.Report.ProductsRead));
        Assert.Equal(168_003 - 9_392, cleaned.Report.Sessions);
        Assert.InRange(cleaned.Report.HeldOutSessions, 17_000, 18_667 - 1_109);
        TestLog.RequireSum(cleaned.Report);
    }

    [SkippableFact]
    public void WriteEvents_Yoochoose_ReadAgainGivesTheSameCorpus()
    {
        using TemporaryFolder folder = new();
        using CleanedLog first = SessionLog.Clean([TestData.Find("yoochoose-100k", "yoochoose-clicks-100k_train_tr.txt.gz")]);
        first.WriteEvents(folder.File("clean.csv"));
        using CleanedLog second = SessionLog.Clean([folder.File("clean.csv")], new LogOptions { ChunkEvents = 5000 });
        Assert.Equal(first.Corpus.ContentHash, second.Corpus.ContentHash);
        Assert.Equal((first.Report.FirstTime, first.Report.LastTime), (second.Report.FirstTime, second.Report.LastTime));
        Assert.Empty(second.Report.Drops);
    }
}
