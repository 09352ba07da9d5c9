using System.Globalization;
using System.Text;

namespace ProductSpace.Training.Tests.Cleaning;

/// <summary>Each step of cleaning on a log small enough to read.</summary>
public sealed class CleaningStepTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Clean_TimesBackwardAndEqual_AreSortedStably()
    {
        Assert.Equal(["x y", "a b c d"], _log.Sessions("session,time,product\nt,30,d\nt,10,a\nt,20,b\nt,20,c\ns,9,y\ns,8,x\n"));
        Assert.Equal(["d a b", "x y"], _log.Sessions("session,product\nt,d\ns,x\nt,a\ns,y\nt,b\n"));
    }

    [Fact]
    public void Clean_UsersWithoutSessions_AreCutAtPauses()
    {
        const string csv = "user,time,product\nu,1700000000,a\nu,1700001800,b\nv,1700000000,x\nv,1700000010,y\nu,1700003601,c\nu,1700003700,d\n";
        using CleanedLog cleaned = _log.Clean(csv);
        Assert.Equal(["a b", "x y", "c d"], TestLog.Show(cleaned));
        Assert.Equal((3, "user and pauses of 30 minutes"), (cleaned.Report.SessionsRead, cleaned.Report.SessionsBy));
        Assert.Equal(["a b c d", "x y"], _log.Sessions(csv, TestLog.KeepAll with { SessionGap = TimeSpan.FromMinutes(31) }));
    }

    [Fact]
    public void Clean_SessionAndUser_SessionWins() =>
        Assert.Equal(["a b"], _log.Sessions("user,session,time,product\nu,s,0,a\nv,s,90000,b\n"));

    [Fact]
    public void Clean_ExcludedUsers_AreDropped()
    {
        string users = _log.Write("users.txt.gz", "\uFEFFu \r\n\r\nw\n");
        using CleanedLog cleaned = _log.Clean("user,session,product\nu,s,a\nv,s,b\nv,s,c\nw,s,d\n,s,e\n", TestLog.KeepAll with { ExcludedUsersFile = users });
        Assert.Equal(["b c e"], TestLog.Show(cleaned));
        Assert.Equal(2, TestLog.Dropped(cleaned, "excludedUser"));
    }

    [Fact]
    public void Clean_Kinds_AreViewsAndPurchases()
    {
        using CleanedLog cleaned = _log.Clean("session,product,event\ns,a,View\ns,b,add_to_cart\ns,b,PURCHASE\ns,c,impression\ns,c,\ns,d,pageview\ns,e,Order\n");
        Assert.Equal(["a b b$ d e$"], TestLog.Show(cleaned));
        Assert.Equal(2, TestLog.Dropped(cleaned, "otherKind"));
        Assert.Equal(2, cleaned.Report.PurchaseTokens);
        Assert.False(cleaned.Report.IsPurchasesOnly);
    }

    [Fact]
    public void Clean_OnlyPurchases_AreTheSequence()
    {
        using CleanedLog cleaned = _log.Clean("invoice,sku,event\ni,a,purchase\ni,b,purchase\ni,x,refund\n");
        Assert.Equal(["a b"], TestLog.Show(cleaned));
        Assert.True(cleaned.Report.IsPurchasesOnly);
        Assert.Equal(0, cleaned.Report.PurchaseTokens);
    }

    [Fact]
    public void Clean_EventsOfARecommender_AreMarked()
    {
        using CleanedLog cleaned = _log.Clean("session,product,source\ns,a,search\ns,b,Recommender\ns,c,rec\ns,c,\ns,d,\n");
        Assert.Equal(["a b* c* d"], TestLog.Show(cleaned));
        Assert.Equal(2, cleaned.Report.RecommendedTokens);
    }

    [Fact]
    public void Clean_Repeats_AreDropped()
    {
        using CleanedLog cleaned = _log.Clean("session,product,event\ns,a,view\ns,a,view\ns,a,buy\ns,a,view\ns,b,view\ns,a,buy\ns,b,buy\ns,a,view\n");
        Assert.Equal(["a a$ b b$ a"], TestLog.Show(cleaned));
        Assert.Equal(3, TestLog.Dropped(cleaned, "repeat"));
    }

    [Fact]
    public void Clean_NothingInAnId_IsCounted()
    {
        using CleanedLog cleaned = _log.Clean("session,product\ns,a\ns, \n,b\ns,b\n");
        Assert.Equal(["a b"], TestLog.Show(cleaned));
        Assert.Equal((1, 1), (TestLog.Dropped(cleaned, "noProduct"), TestLog.Dropped(cleaned, "noSession")));
    }

    [Theory]
    [InlineData("dwell", "3,0.5,,20")]
    [InlineData("dwell_ms", "3000,500,,20000")]
    [InlineData("Dwell Seconds", "3,0,,2")]
    public void Clean_DwellColumn_DropsShortViews(string header, string cells)
    {
        string[] dwell = cells.Split(',');
        StringBuilder csv = new($"session,product,{header}\n");
        for (int i = 0; i < dwell.Length; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"s,{(char)('a' + i)},{dwell[i]}\n");
        }

        using CleanedLog cleaned = _log.Clean(csv.ToString(), TestLog.KeepAll with { MinDwellSeconds = 2 });
        Assert.Equal(["a c d"], TestLog.Show(cleaned));
        Assert.Equal(1, TestLog.Dropped(cleaned, "shortView"));
        Assert.Contains($"by column {header}", cleaned.Report.Dwell, StringComparison.Ordinal);
        Assert.Equal(["a b c d"], _log.Sessions(csv.ToString()));
    }

    [Fact]
    public void Clean_GapsOfAClock_DropShortViewsButNotTheLast()
    {
        string csv = TestLog.Random(3, 300) + "z,1750000000,a\nz,1750000001,b\nz,1750000050,a\nz,1750000051,a\nz,1750000099,c\n";
        using CleanedLog cleaned = _log.Clean(csv, TestLog.KeepAll with { MinDwellSeconds = 5 });
        Assert.True(cleaned.Report.Clock.IsClock);
        Assert.Equal("b a c", TestLog.Show(cleaned)[^1]);
        Assert.Equal("at least 5 s, by the gap to the next view", cleaned.Report.Dwell);
        Assert.Equal(2025, cleaned.Report.LastTime!.Value.Year);
    }

    [Fact]
    public void Clean_GapsWithoutClock_DropNothing()
    {
        using CleanedLog cleaned = _log.Clean("session,time,product\ns,0,a\ns,1,b\ns,2,c\n", TestLog.KeepAll with { MinDwellSeconds = 5 });
        Assert.Equal(["a b c"], TestLog.Show(cleaned));
        Assert.StartsWith("filter off; unknown", cleaned.Report.Dwell, StringComparison.Ordinal);
        Assert.Contains("only 2 gaps", cleaned.Report.Clock.Reason, StringComparison.Ordinal);
        Assert.Null(cleaned.Report.FirstTime);
    }

    [Fact]
    public void Clean_Bots_AreDropped()
    {
        StringBuilder csv = new(TestLog.Random(4, 300));
        for (int i = 0; i < 30; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"fast,{1_750_000_000 + (i / 3)},f{i}\nslow,{1_750_000_000 + (i * 60)},l{i}\n");
        }

        using CleanedLog fast = _log.Clean(csv.ToString(), TestLog.KeepAll with { BotGapSeconds = 0.5 });
        Assert.Equal(30, TestLog.Dropped(fast, "bot"));
        Assert.StartsWith("l0 l1 ", TestLog.Show(fast)[^1], StringComparison.Ordinal);
        using CleanedLog many = _log.Clean(csv.ToString(), TestLog.KeepAll with { BotEvents = 29 });
        Assert.Equal((60, 2), (TestLog.Dropped(many, "bot"), many.Report.Drops.Single(drop => drop.Reason == "bot").Sessions));
        using CleanedLog none = _log.Clean(csv.ToString(), TestLog.KeepAll with { BotEvents = 30 });
        Assert.Equal(0, TestLog.Dropped(none, "bot"));
    }

    [Fact]
    public void Clean_LongSessions_AreDroppedByWhatIsLeft()
    {
        const string csv = "session,product\ns,a\ns,a\ns,b\nt,a\nt,b\nt,c\n";
        using CleanedLog cleaned = _log.Clean(csv, TestLog.KeepAll with { MaxSessionEvents = 2 });
        Assert.Equal(["a b"], TestLog.Show(cleaned));
        Assert.Equal(3, TestLog.Dropped(cleaned, "tooLong"));
    }

    [Fact]
    public void Clean_RareProducts_GoUntilAllThatStayAreNot()
    {
        // x goes first, then its sessions, with them an event of c, which makes c rare too.
        const string csv = "session,product\n1,a\n1,b\n2,a\n2,b\n3,a\n3,x\n3,a\n4,c\n4,x2\n5,c\n5,a\n5,b\n";
        using CleanedLog cleaned = _log.Clean(csv, TestLog.KeepAll with { MinCount = 2 });
        Assert.Equal(["a b", "a b", "a b"], TestLog.Show(cleaned));
        Assert.Equal((3, 1, 2), (TestLog.Dropped(cleaned, "rare"), TestLog.Dropped(cleaned, "repeatAfterRare"), TestLog.Dropped(cleaned, "oneProduct")));
    }

    [Theory]
    [InlineData("MinCount")]
    [InlineData("HeldOutShare")]
    [InlineData("SessionGap")]
    [InlineData("MaxSessionEvents")]
    [InlineData("MinDwellSeconds")]
    public void Clean_OptionsWithoutSense_AreRefused(string option)
    {
        CleaningOptions options = option switch
        {
            "MinCount" => new() { MinCount = 0 },
            "HeldOutShare" => new() { HeldOutShare = 1 },
            "SessionGap" => new() { SessionGap = TimeSpan.Zero },
            "MaxSessionEvents" => new() { MaxSessionEvents = 1 },
            _ => new() { MinDwellSeconds = double.NaN },
        };
        Assert.Throws<TrainingInputException>(() => _log.Clean("session,product\ns,a\ns,b\n", options));
    }
}
