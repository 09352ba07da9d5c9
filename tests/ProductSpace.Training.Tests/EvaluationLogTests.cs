namespace ProductSpace.Training.Tests;

public sealed class EvaluationLogTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Read_ClockAndUsers_GivesTimesProductsAndNumberedShoppers()
    {
        string file = _log.Write("log.csv", WithUsers(60));
        EvaluationLog log = EvaluationLog.Read([file], cleaning: TestLog.KeepAll with { MinCount = 9, HeldOutShare = 0.5 });
        SessionSet sessions = log.Sessions;
        Assert.True(sessions is { HasTimes: true, HasUsers: true, Count: 60 });
        Assert.Equal(60 * 4, sessions.EventCount);
        for (int session = 0; session < sessions.Count; session++)
        {
            // Sessions come in the order of time, and the shoppers anna, bert, and nobody take turns.
            Assert.Equal(session % 3 == 2 ? -1 : session % 3, sessions.User(session));
            Assert.Equal(1_700_000_000_000_000 + (session * 1_000_000_000L), sessions.Times(session)[0]);
            Assert.Equal($"p{session % 5}", log.ProductIds[sessions.Products(session)[0]]);
        }

        // Rare products stay: which are rare is for the part to train on to say.
        Assert.Contains("rare", log.ProductIds);
        Assert.DoesNotContain(log.ProductIds, id => id.Contains("anna", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_OrderOnly_HasNoTimes()
    {
        string file = _log.Write("log.csv", "session,time,product\n" + string.Concat(Enumerable.Range(0, 80).Select(i => $"s{i},{1000 + i},a\ns{i},{1000 + i},b\ns{i},{1000 + i},c\n")));
        EvaluationLog log = EvaluationLog.Read([file], new LogOptions { Allow = LogAllowances.Times }, TestLog.KeepAll);
        Assert.False(log.Sessions.HasTimes);
        Assert.False(log.Sessions.HasUsers);
        Assert.False(log.Report!.Clock.IsClock);
        Assert.Equal(80, log.Sessions.Count);
    }

    [Theory]
    [InlineData(false, "a b a|c b")]
    [InlineData(true, "a a b b a|b b|c b")]
    public void Read_Repeats_AreKeptIfAsked(bool keep, string expected)
    {
        string file = _log.Write("log.csv", "session,product\ns,a\ns,a\ns,b\ns,b\ns,a\nt,b\nt,b\nu,a\nv,c\nv,b\n");
        EvaluationLog log = EvaluationLog.Read([file], cleaning: TestLog.KeepAll with { KeepRepeats = keep });
        Assert.Equal(keep, log.KeepsRepeats);
        Assert.Equal(expected, string.Join('|', Show(log)));
        TestLog.RequireSum(log.Report!);
    }

    [Fact]
    public void Read_PurchasesBesideViews_AreNoPartOfTheSequence()
    {
        string file = _log.Write("log.csv", "session,product,event\ns,a,view\ns,b,view\ns,b,buy\ns,c,view\nt,a,buy\nt,b,buy\nu,c,view\nu,a,buy\n");
        EvaluationLog log = EvaluationLog.Read([file], cleaning: TestLog.KeepAll);
        Assert.Equal(["a b c", "c"], Show(log));
    }

    [Fact]
    public void Read_PurchasesOnly_AreTheSequence()
    {
        string file = _log.Write("log.csv", "session,product,event\ns,a,buy\ns,b,buy\n");
        Assert.Equal(["a b"], Show(EvaluationLog.Read([file], cleaning: TestLog.KeepAll)));
    }

    [Fact]
    public void ToCorpus_Sessions_LeadsBackToTheirNumbers()
    {
        SessionSet sessions = SessionSet.From(5, [[4, 2, 2, 9], [3], [2, 4, 2]]);
        using SessionCorpus corpus = SessionLog.ToCorpus(sessions);
        Assert.Equal(["4 2", "2 4 2"], corpus.ReadSessions().Select(session => string.Join(' ', session)));
        Assert.Equal("2", corpus.ProductId(0));
    }

    [Theory]
    [InlineData(100, "a b c|b a|c a")]
    [InlineData(7, "a b c|b a|c a")]
    [InlineData(6, "b a|c a")]
    [InlineData(4, "b a|c a")]
    [InlineData(3, "c a")]
    [InlineData(1, "")]
    public void ReadLastSessions_AnyMaximum_TakesWholeSessionsFromTheEnd(int maximum, string expected)
    {
        using SessionCorpus corpus = TestCorpus.Of("a b c", "b a", "c a");
        SessionSet sessions = corpus.ReadLastSessions(maximum);
        IEnumerable<string> shown = Enumerable.Range(0, sessions.Count).Select(i => string.Join(' ', sessions.Products(i).ToArray().Select(corpus.ProductId)));
        Assert.Equal(expected, string.Join('|', shown));
    }

    [Theory]
    [InlineData("s,a,view\ns,a,cart\ns,a,cart\ns,b,view\ns,b,buy\nt,a,buy\nt,b,buy\n", "aV aC bV bP|aP bP")]
    [InlineData("s,a,buy\ns,b,buy\n", "aP bP")]
    [InlineData("s,a,cart\ns,b,buy\nt,c,view\nt,c,cart\n", "aC bP")]
    public void ReadKinds_EveryKind_IsAnEventOfItsSession(string events, string expected)
    {
        string file = _log.Write("log.csv", $"session,product,event\n{events}");
        EvaluationLog log = EvaluationLog.ReadKinds([file], cleaning: TestLog.KeepAll);
        int at = 0;
        string shown = string.Join('|', Enumerable.Range(0, log.Sessions.Count).Select(i => string.Join(
            ' ', log.Sessions.Products(i).ToArray().Select(product => $"{log.ProductIds[product]}{log.Sessions.AllKinds[at++].ToString()[0]}"))));
        Assert.Equal(expected, shown);
    }

    private static string[] Show(EvaluationLog log) =>
        [.. Enumerable.Range(0, log.Sessions.Count).Select(i => string.Join(' ', log.Sessions.Products(i).ToArray().Select(product => log.ProductIds[product])))];

    private static string WithUsers(int sessions)
    {
        List<string> lines = [];
        for (int session = 0; session < sessions; session++)
        {
            string user = new[] { "anna", "bert", "" }[session % 3];
            long time = 1_700_000_000 + (session * 1000L);
            lines.Add($"s{session},{user},{time},p{session % 5}");
            lines.Add($"s{session},{user},{time + 7 + session},p{(session + 1) % 5}");
            lines.Add($"s{session},{user},{time + 100 + (2 * session)},{(session == 7 ? "rare" : "p9")}");
            lines.Add($"s{session},{user},{time + 300 + session},p{(session + 2) % 5}");
        }

        lines.Reverse();
        return $"session,user,time,product\n{string.Join('\n', lines)}\n";
    }
}
