namespace ProductSpace.Training.Tests.Cleaning;

public sealed class HeldOutTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Clean_HeldOutShare_ChoosesBySeed()
    {
        string csv = TestLog.Random(21, 1000);
        CleaningOptions options = TestLog.KeepAll with { HeldOutShare = 0.25 };
        using CleanedLog none = _log.Clean(csv);
        using CleanedLog one = _log.Clean(csv, options);
        using CleanedLog same = _log.Clean(csv, options);
        using CleanedLog other = _log.Clean(csv, options with { Seed = 2 });
        Assert.Equal(one.Corpus.HeldOut, same.Corpus.HeldOut);
        Assert.NotEqual(one.Corpus.HeldOut, other.Corpus.HeldOut);
        Assert.InRange(one.Corpus.HeldOut.Count, none.Corpus.SessionCount * 0.2, none.Corpus.SessionCount * 0.3);
        Assert.Equal(none.Corpus.SessionCount, one.Corpus.SessionCount + one.Corpus.HeldOut.Count);
        TestLog.RequireSum(one.Report);
    }

    [Fact]
    public void Clean_HeldOutMaximum_GivesTheRestToTraining()
    {
        string csv = TestLog.Random(22, 500);
        using CleanedLog all = _log.Clean(csv);
        using CleanedLog capped = _log.Clean(csv, TestLog.KeepAll with { HeldOutShare = 0.5, HeldOutMaximum = 7 });
        Assert.Equal(7, capped.Corpus.HeldOut.Count);
        Assert.Equal(all.Corpus.SessionCount - 7, capped.Corpus.SessionCount);
        TestLog.RequireSum(capped.Report);
    }

    [Fact]
    public void Clean_ValidationLog_IsHeldOutAndNeverTrained()
    {
        // The same session id, a product that training lacks, a purchase, and a session that both leave useless.
        string valid = _log.Write("valid.csv", "session,product,event\ns,a,view\ns,new,view\ns,a,view\ns,b,view\ns,b,buy\nt,new,view\nt,a,view\n");
        using CleanedLog cleaned = _log.Clean("session,product,event\ns,a,view\ns,b,view\n", TestLog.KeepAll with { ValidationFiles = [valid] });
        Assert.Equal(["a b"], TestLog.Show(cleaned));
        Assert.Equal([0, 1], Assert.Single(cleaned.Corpus.HeldOut));
        Assert.Equal((1, 2), (cleaned.Report.HeldOutSessions, cleaned.Report.HeldOutEvents));
        Assert.Equal((2, 1), (TestLog.Dropped(cleaned, "heldOutUnknown"), TestLog.Dropped(cleaned, "heldOutPurchase")));
    }

    [Fact]
    public void Clean_LongValidationLog_IsCapped()
    {
        string valid = _log.Write("valid.csv", TestLog.Random(24, 100));
        using CleanedLog cleaned = _log.Clean(TestLog.Random(23, 300), TestLog.KeepAll with { ValidationFiles = [valid], HeldOutMaximum = 5 });
        Assert.Equal(5, cleaned.Corpus.HeldOut.Count);
        Assert.True(TestLog.Dropped(cleaned, "heldOutSurplus") > 0);
        TestLog.RequireSum(cleaned.Report);
    }
}
