using System.IO.Compression;
using System.Text;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Training.Tests;

/// <summary>A folder with logs of one test, and what cleaning makes of them in a form that can be compared.</summary>
internal sealed class TestLog : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Keeps everything that can be trained on.</summary>
    public static CleaningOptions KeepAll { get; } = new() { MinCount = 1, BotEvents = 0, BotGapSeconds = 0, MaxSessionEvents = 0 };

    public string Root => _folder.Root;

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => WriteBytes(name, Encoding.UTF8.GetBytes(text));

    public string WriteBytes(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(name), name.EndsWith(".gz", StringComparison.Ordinal) ? Gzip(bytes) : bytes);
        return File(name);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    /// <summary>Cleans a CSV text.</summary>
    public CleanedLog Clean(string csv, CleaningOptions? options = null, LogOptions? log = null) =>
        SessionLog.Clean([Write("log.csv", csv)], log, options ?? KeepAll);

    /// <summary>The sessions of a CSV text as one line each.</summary>
    public string[] Sessions(string csv, CleaningOptions? options = null, LogOptions? log = null)
    {
        using CleanedLog cleaned = Clean(csv, options, log);
        return Show(cleaned);
    }

    /// <summary>Products of each session; a purchase beside views ends on $, an event of a recommender on *.</summary>
    public static string[] Show(CleanedLog cleaned)
    {
        List<string> sessions = [];
        StringBuilder session = new();
        int[] tokens = new int[cleaned.Corpus.TokenCount];
        Assert.Equal(tokens.Length, cleaned.Corpus.Read(0, tokens));
        foreach (Token token in tokens.Select(bits => new Token(bits)))
        {
            session.Append(session.Length > 0 ? " " : string.Empty).Append(cleaned.Corpus.ProductId(token.Product)).Append(token.IsPurchase ? "$" : string.Empty).Append(token.IsRecommended ? "*" : string.Empty);
            if (token.IsLast)
            {
                sessions.Add(session.ToString());
                session.Clear();
            }
        }

        RequireSum(cleaned.Report);
        return [.. sessions];
    }

    /// <summary>No event is lost without being counted.</summary>
    public static void RequireSum(CleaningReport report) =>
        Assert.Equal(report.EventsRead, report.Drops.Sum(drop => drop.Events) + report.Tokens + report.HeldOutEvents);

    public static long Dropped(CleanedLog cleaned, string reason) =>
        cleaned.Report.Drops.SingleOrDefault(drop => drop.Reason == reason)?.Events ?? 0;

    /// <summary>A shop's log: session, time in seconds, product, kind; with a clock unless told otherwise.</summary>
    public static string Random(int seed, int sessions, bool hasKinds = false)
    {
        Random random = new(seed);
        List<string> lines = [];
        for (int session = 0; session < sessions; session++)
        {
            long time = 1_700_000_000 + random.Next(100_000);
            for (int events = random.Next(1, 9); events > 0; events--)
            {
                time += random.Next(1, 200);
                string kind = hasKinds ? random.Next(6) switch { 0 => ",purchase", 1 => ",cart", 2 => ",banner", _ => ",view" } : string.Empty;
                lines.Add($"s{session},{time},p{Math.Min(random.Next(40), random.Next(40))}{kind}");
            }
        }

        // Lines of sessions lie mixed in a log.
        lines = [.. lines.OrderBy(_ => random.Next())];
        return $"session,time,product{(hasKinds ? ",event" : string.Empty)}\n{string.Join('\n', lines)}\n";
    }

    public void Dispose() => _folder.Dispose();
}
