using System.Globalization;
using System.Text;

namespace ProductSpace.Training.Tests.Logs;

/// <summary>Forms in which shops really have their logs: each is read right, or refused with its line and the remedy.</summary>
public sealed class ShopLogFormTests : IDisposable
{
    private static readonly LogOptions s_now = new() { Clock = new FixedClock(2026, 11, 30) };

    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    /// <summary>Thirty users, five visits on five days: the sessions do not depend on how the times are written.</summary>
    [Theory]
    [InlineData("yyyyMMddHHmmss", LogTimeUnit.Compact)]
    [InlineData("yyyyMMddHHmm", LogTimeUnit.Compact)]
    [InlineData("yyyyMMdd", LogTimeUnit.Compact)]
    [InlineData("days", LogTimeUnit.Days)]
    [InlineData("nanoseconds", LogTimeUnit.Nanoseconds)]
    [InlineData("dd MMM yyyy HH:mm:ss", LogTimeUnit.Iso8601)]
    [InlineData("ddd, dd MMM yyyy HH:mm:ss 'GMT'", LogTimeUnit.Iso8601)]
    [InlineData("yyyyMMdd'T'HHmmss'Z'", LogTimeUnit.Iso8601)]
    public void Clean_TimesOfAnyForm_GiveTheSameSessions(string form, LogTimeUnit unit)
    {
        using CleanedLog control = _log.Clean(Visits("yyyy-MM-ddTHH:mm:ssZ"), null, s_now);
        Assert.Equal(150, control.Report.SessionsRead);
        using CleanedLog cleaned = _log.Clean(Visits(form), null, s_now);
        Assert.Equal(unit, cleaned.Report.Files[0].TimeUnit);
        Assert.Equal(TestLog.Show(control).Order(StringComparer.Ordinal), TestLog.Show(cleaned).Order(StringComparer.Ordinal));
        Assert.Equal((150, 30), (cleaned.Report.Plausibility.Sessions, cleaned.Report.Plausibility.Users));
        Assert.Equal("2026-03-02 2026-03-06", $"{cleaned.Report.Plausibility.FirstTime:yyyy-MM-dd} {cleaned.Report.Plausibility.LastTime:yyyy-MM-dd}");
    }

    [Fact]
    public void Clean_DayFirst_IsReadByDateFormat()
    {
        string csv = Visits("dd/MM/yyyy HH:mm:ss");
        TrainingInputException error = Assert.Throws<TrainingInputException>(() => _log.Clean(csv, null, s_now));
        Assert.Contains("log.csv line 2: the time \"02/03/2026 09:00:00\" does not tell the day from the month", error.Message, StringComparison.Ordinal);
        using CleanedLog cleaned = _log.Clean(csv, null, s_now with { DateFormat = "dd/MM/yyyy HH:mm:ss" });
        Assert.Equal(150, cleaned.Report.SessionsRead);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), cleaned.Report.Plausibility.FirstTime);
        error = Assert.Throws<TrainingInputException>(() => _log.Clean(csv + "u9,2026-03-02,x\n", null, s_now with { DateFormat = "dd/MM/yyyy HH:mm:ss" }));
        Assert.Contains("log.csv line 452: the time \"2026-03-02\" does not have the form of --date-format", error.Message, StringComparison.Ordinal);
        Assert.Throws<TrainingInputException>(() => _log.Clean(csv, null, s_now with { DateFormat = "dd/MM/yyyy", TimeUnit = LogTimeUnit.Seconds }));
    }

    [Fact]
    public void Clean_SecondsBesideMilliseconds_IsRefusedUnlessAllowed()
    {
        StringBuilder csv = new("user,time,product\n");
        for (int i = 0; i < 60; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"u{i / 6},{1_772_442_000 + (i * 30)}{(i % 10 == 9 ? string.Empty : "000")},p{i % 7}\n");
        }

        TrainingInputException error = Assert.Throws<TrainingInputException>(() => _log.Clean(csv.ToString(), null, s_now));
        Assert.Contains(
            "log.csv line 11: the time \"1772442270\" in milliseconds is 1970-01-21; it would be 2026-03-02 with --time-unit seconds; 6 of 60 times are not from 1995 to tomorrow; "
            + "correct them, set --time-unit or --column time=..., or allow it with --allow times",
            error.Message,
            StringComparison.Ordinal);
        using CleanedLog allowed = _log.Clean(csv.ToString(), null, s_now with { Allow = LogAllowances.Times });
        Assert.EndsWith("(allowed)", Assert.Single(allowed.Report.Plausibility.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-30", true)]
    [InlineData("2026-12-01T11:59:00Z", true)]
    [InlineData("2026-12-01T12:01:00Z", false)]
    [InlineData("1995-01-01", true)]
    [InlineData("1994-12-31T23:59:59Z", false)]
    public void Clean_Tomorrow_IsThatOfTheClock(string time, bool isRead)
    {
        string csv = $"session,time,product\ns,2026-03-02,a\ns,{time},b\n";
        if (isRead)
        {
            Assert.Single(_log.Sessions(csv, null, s_now));
            return;
        }

        Assert.Contains("--allow times", Assert.Throws<TrainingInputException>(() => _log.Clean(csv, null, s_now)).Message, StringComparison.Ordinal);
    }

    /// <summary>A counter orders the events of a session; it cannot cut those of a user at pauses.</summary>
    [Fact]
    public void Clean_CounterForATime_OrdersSessionsAndIsNoClockOfUsers()
    {
        using CleanedLog cleaned = _log.Clean("session,time,product\ns,2,b\ns,1,a\nt,3,a\nt,4,c\n", null, s_now);
        Assert.Equal(["a b", "a c"], TestLog.Show(cleaned));
        Assert.Contains("only order the events", Assert.Single(cleaned.Report.Plausibility.Notes), StringComparison.Ordinal);
        Assert.Throws<TrainingInputException>(() => _log.Clean("user,time,product\ns,2,b\ns,1,a\nt,3,a\nt,4,c\n", null, s_now));
    }

    /// <summary>A file without header: the columns are named by the options, and line 1 is an event.</summary>
    [Fact]
    public void Clean_HeaderGiven_ReadsTheFirstLine()
    {
        const string csv = "0,2014-04-01T10:00:09.277Z,214530000,0\n0,2014-04-01T10:01:09.277Z,214530001,0\n1,2014-04-01T10:02:09.277Z,214530000,0\n1,2014-04-01T10:03:09.277Z,214530002,S\n";
        LogOptions options = new() { Header = ["session", "time", "product", "category"] };
        using CleanedLog cleaned = _log.Clean(csv, null, options);
        Assert.Equal(["214530000 214530001", "214530000 214530002"], TestLog.Show(cleaned));
        Assert.Equal(4, cleaned.Report.EventsRead);
        TrainingInputException error = Assert.Throws<TrainingInputException>(() => _log.Clean("session,time,product\ns,1,a\ns,2,b\n", null, options with { Header = ["session", "x", "product"] }));
        Assert.Contains("log.csv line 1: names columns, it is no event; leave --header out", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<TrainingInputException>(() => _log.Clean(csv, null, options with { Header = ["session", "time", "product", "time"] }));
        Assert.Contains("log.csv: columns 2 and 4 are both named \"time\"", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<TrainingInputException>(() => _log.Clean(csv, null, options with { Header = ["session", "time", "product"] }));
        Assert.Contains("log.csv line 1: 4 fields where the header has 3", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<TrainingInputException>(() => _log.Clean("{\"session\":1,\"sku\":2}\n", null, options));
        Assert.Contains("log.csv: names its columns itself", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Words for nothing are nothing, whatever their letter case; a user 0 is nobody.</summary>
    [Fact]
    public void Clean_WordsForNothing_AreDroppedAndCounted()
    {
        using CleanedLog cleaned = _log.Clean("session,product,dwell\ns,a,NaN\nNULL,a,1\n\\N,a,1\ns,None,1\ns,nan,1\ns,<NA>,\ns,b,null\n(null),b,1\n");
        Assert.Equal(["a b"], TestLog.Show(cleaned));
        Assert.Equal((3, 3), (TestLog.Dropped(cleaned, "noProduct"), TestLog.Dropped(cleaned, "noSession")));
        using CleanedLog users = _log.Clean("user,time,product\n0,1700000000,a\n0,1700000001,b\nu,1700000000,a\nu,1700000001,b\nu,NULL,c\nnull,1700000001,b\n");
        Assert.Equal(["a b"], TestLog.Show(users));
        Assert.Equal((3, 1, 1), (TestLog.Dropped(users, "noSession"), TestLog.Dropped(users, "noTime"), users.Report.Plausibility.Users));
    }

    private static string Visits(string form)
    {
        StringBuilder csv = new("user_id,event_time,product_id\n");
        for (int user = 0; user < 30; user++)
        {
            for (int day = 0; day < 5; day++)
            {
                for (int view = 0; view < 3; view++)
                {
                    DateTime time = new DateTime(2026, 3, 2 + day, 9, 0, 0, DateTimeKind.Utc).AddMinutes((user % 50) + (view * 5));
                    string text = form switch
                    {
                        "days" => (time - new DateTime(1899, 12, 30)).TotalDays.ToString("R", CultureInfo.InvariantCulture),
                        "nanoseconds" => $"{(time - DateTime.UnixEpoch).Ticks}00",
                        _ => time.ToString(form, CultureInfo.InvariantCulture),
                    };
                    csv.Append(CultureInfo.InvariantCulture, $"u{user},\"{text}\",g{day}-{(user + view) % 5}\n");
                }
            }
        }

        return csv.ToString();
    }
}
