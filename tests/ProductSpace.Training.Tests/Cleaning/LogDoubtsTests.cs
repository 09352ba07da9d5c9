using System.Globalization;
using System.Text;

namespace ProductSpace.Training.Tests.Cleaning;

/// <summary>What a log says about itself, and what stops the run: sessions numbered per user, shared ids, one key for a third of all.</summary>
public sealed class LogDoubtsTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    /// <summary>Forty users whose visits are numbered 1, 2, 3 have 120 sessions, as those with ids of their own.</summary>
    [Fact]
    public void Clean_VisitsNumberedPerUser_AreKeptApart()
    {
        using CleanedLog unique = _log.Clean(Visits("session_id", (user, visit) => $"u{user}.{visit}"));
        using CleanedLog numbered = _log.Clean(Visits("user_id,visit_id", (user, visit) => $"u{user},{visit}"));
        Assert.Equal((120, 120), (unique.Report.SessionsRead, numbered.Report.SessionsRead));
        Assert.Equal(TestLog.Show(unique), TestLog.Show(numbered));
        Assert.Equal(unique.Corpus.ContentHash, numbered.Corpus.ContentHash);
        Assert.Equal(("the session column", "the session and user columns"), (unique.Report.SessionsBy, numbered.Report.SessionsBy));
        Assert.Equal((null, 40), (unique.Report.Plausibility.Users, numbered.Report.Plausibility.Users));
        Assert.Equal((4, 4 / 480.0), (numbered.Report.Plausibility.LargestSessionEvents, numbered.Report.Plausibility.LargestSessionShare));
    }

    /// <summary>A user id changes at login: before it nobody or a visitor, then a customer. The session stays one.</summary>
    [Fact]
    public void Clean_UserChangesAtLogin_SessionStaysOne()
    {
        StringBuilder csv = new("session,user,time,product\n");
        for (int session = 0; session < 50; session++)
        {
            string before = session % 2 == 0 ? string.Empty : $"visitor{session}";
            csv.Append(CultureInfo.InvariantCulture, $"s{session},{before},{1_700_000_000 + (session * 100)},a{session % 5}\ns{session},customer{session},{1_700_000_009 + (session * 100)},b{session % 7}\n");
        }

        using CleanedLog cleaned = _log.Clean(csv.ToString());
        Assert.Equal((50, 50), (cleaned.Report.SessionsRead, cleaned.Report.Sessions));
        Assert.StartsWith("25 of 50 session ids stand under more than one user", Assert.Single(cleaned.Report.Plausibility.Notes), StringComparison.Ordinal);
        using CleanedLog apart = _log.Clean(csv.ToString().Replace("s1,", "s2,", StringComparison.Ordinal) + "s2,customer2,1700000999,b4\n", null, new LogOptions { SessionKey = LogSessionKey.SessionAndUser });
        Assert.Equal(25, TestLog.Dropped(apart, "noSession"));
        Assert.Throws<TrainingInputException>(() => _log.Clean("session,product\ns,a\ns,b\n", null, new LogOptions { SessionKey = LogSessionKey.SessionAndUser }));
    }

    [Fact]
    public void Clean_OneSessionUnderManyUsers_StopsUnlessAllowed()
    {
        StringBuilder csv = new(Visits("user_id,session_id", (user, visit) => $"u{user},v{user}.{visit}"));
        for (int user = 0; user < 12; user++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"u{user},kiosk,{1_710_000_000 + (user * 60)},p{user}\n");
        }

        TrainingInputException error = Assert.Throws<TrainingInputException>(() => _log.Clean(csv.ToString()));
        Assert.EndsWith("log.csv: 1 of 121 session ids stand under 10 users or more, the first in event 481; keep users apart with --session-key sessionAndUser, or allow it with --allow sharedSessions", error.Message, StringComparison.Ordinal);
        using CleanedLog allowed = _log.Clean(csv.ToString(), null, new LogOptions { Allow = LogAllowances.SharedSessions });
        Assert.Equal(121, allowed.Report.SessionsRead);
        using CleanedLog apart = _log.Clean(csv.ToString(), null, new LogOptions { SessionKey = LogSessionKey.SessionAndUser });
        Assert.Equal((132, 12), (apart.Report.SessionsRead, TestLog.Dropped(apart, "oneProduct")));
    }

    [Fact]
    public void Clean_OneKeyWithAThirdOfAllEvents_StopsUnlessAllowed()
    {
        StringBuilder csv = new(Visits("session_id", (user, visit) => $"u{user}.{visit}"));
        for (int i = 0; i < 240; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"PLANTED,{1_710_000_000 + (i * 9)},p{i % 11}\n");
        }

        TrainingInputException error = Assert.Throws<TrainingInputException>(() => _log.Clean(csv.ToString()));
        Assert.Contains("log.csv: one session holds 33 % of all 720 events, the first of them is event 481; its id may stand for nothing", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("--allow dominantKey", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("PLANTED", error.Message, StringComparison.Ordinal);
        using CleanedLog allowed = _log.Clean(csv.ToString(), null, new LogOptions { Allow = LogAllowances.DominantKey });
        Assert.Equal(240, allowed.Report.Plausibility.LargestSessionEvents);
        Assert.Contains("(allowed)", allowed.Report.ToText(), StringComparison.Ordinal);

        // The same of a user whose events are cut into many sessions.
        string users = csv.ToString().Replace("session_id", "user_id", StringComparison.Ordinal).Replace("PLANTED,17100", "anonymous,16100", StringComparison.Ordinal);
        Assert.Contains("one user holds 33 %", Assert.Throws<TrainingInputException>(() => _log.Clean(users)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Clean_SessionsPerUserInTinyChunks_GiveTheSame(int chunk)
    {
        string csv = Visits("user_id,visit_id", (user, visit) => $"u{user},{visit}");
        using CleanedLog whole = _log.Clean(csv);
        using CleanedLog parts = _log.Clean(csv, null, new LogOptions { ChunkEvents = chunk });
        Assert.Equal(whole.Corpus.ContentHash, parts.Corpus.ContentHash);
        Assert.Equal(whole.Report.ToJson(), parts.Report.ToJson());
    }

    [Fact]
    public void Report_Text_BeginsWithWhatWasRead()
    {
        using CleanedLog cleaned = _log.Clean(Visits("user_id,visit_id", (user, visit) => $"u{user},{visit}"));
        Assert.StartsWith(
            "log               480 rows read, 480 used\n         40 users, 120 sessions, 12 products\n         first event 2023-11-15 03:46, last 2023-12-24 14:56 UTC\n         largest session 4 events, 0.83 % of all\n",
            cleaned.Report.ToText(),
            StringComparison.Ordinal);
        Assert.StartsWith("{\n  \"plausibility\": {\n    \"rowsRead\": 480,", cleaned.Report.ToJson().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    /// <summary>Forty users with three visits of four views, each of the products of its user's group.</summary>
    private static string Visits(string header, Func<int, int, string> id)
    {
        StringBuilder csv = new($"{header},event_time,product_id\n");
        for (int user = 0; user < 40; user++)
        {
            for (int visit = 1; visit <= 3; visit++)
            {
                for (int view = 0; view < 4; view++)
                {
                    csv.Append(CultureInfo.InvariantCulture, $"{id(user, visit)},{1_700_000_000 + (user * 86_400) + (visit * 20_000) + (view * 60)},p{(user % 2 * 6) + ((visit + view) % 6)}\n");
                }
            }
        }

        return csv.ToString();
    }
}
