using System.Text;

namespace ProductSpace.Training.Tests.Cleaning;

/// <summary>What must not show in the result: chunks, the order of lines, who cleaned before.</summary>
public sealed class InvarianceTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Clean_RandomLog_EqualsAPlainReference(int seed)
    {
        string csv = TestLog.Random(seed, 200, hasKinds: true);
        var sessions = csv.TrimEnd('\n').Split('\n').Skip(1)
            .Select((line, row) => (Row: row, Cells: line.Split(',')))
            .Where(one => one.Cells[3] != "banner")
            .GroupBy(one => one.Cells[0])
            .Select(session => session.OrderBy(one => long.Parse(one.Cells[1], System.Globalization.CultureInfo.InvariantCulture)).ThenBy(one => one.Row).ToList())
            .OrderBy(session => long.Parse(session[0].Cells[1], System.Globalization.CultureInfo.InvariantCulture)).ThenBy(session => session[0].Row);
        List<string> expected = [];
        foreach (var session in sessions)
        {
            List<string> words = [];
            foreach (string[] cells in session.Select(one => one.Cells))
            {
                bool isPurchase = cells[3] == "purchase";
                string word = cells[2] + (isPurchase ? "$" : string.Empty);
                if (words.LastOrDefault(other => other.EndsWith('$') == isPurchase) != word)
                {
                    words.Add(word);
                }
            }

            if (words.Select(word => word.TrimEnd('$')).Distinct().Count() > 1)
            {
                expected.Add(string.Join(' ', words));
            }
        }

        Assert.Equal(expected, _log.Sessions(csv));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Clean_TinyChunks_GiveTheSame(int chunk)
    {
        string csv = TestLog.Random(11, 120, hasKinds: true);
        CleaningOptions options = new() { MinCount = 3, HeldOutShare = 0.1 };
        using CleanedLog whole = _log.Clean(csv, options);
        using CleanedLog parts = _log.Clean(csv, options, new LogOptions { ChunkEvents = chunk });
        RequireSame(whole, parts);
        Assert.Equal(whole.Corpus.HeldOut, parts.Corpus.HeldOut);
        Assert.Equal(whole.Report.ToJson(), parts.Report.ToJson());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Clean_LinesInAnotherOrder_GiveTheSame(int seed)
    {
        Random random = new(seed);
        string[] lines = TestLog.Random(12, 150).TrimEnd('\n').Split('\n');

        // Where two events of a session share a time, the order of lines decides.
        lines = [lines[0], .. lines[1..].DistinctBy(line => line[..line.LastIndexOf(',')])];
        CleaningOptions options = TestLog.KeepAll with { HeldOutShare = 0.2, HeldOutMaximum = 20 };
        using CleanedLog one = _log.Clean(string.Join('\n', lines), options);
        string[] mixed = [.. lines[1..].OrderBy(_ => random.Next())];
        string first = _log.Write("1.csv", $"{lines[0]}\n{string.Join('\n', mixed[..100])}");
        string second = _log.Write("2.tsv", $"{lines[0]}\n{string.Join('\n', mixed[100..])}".Replace(',', '\t'));
        using CleanedLog two = SessionLog.Clean([first, second], null, options);
        Assert.Equal(TestLog.Show(one).Order(StringComparer.Ordinal), TestLog.Show(two).Order(StringComparer.Ordinal));
        Assert.Equal(20, one.Corpus.HeldOut.Count);
        Assert.Equal(Named(one).Order(StringComparer.Ordinal), Named(two).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("session,time,product", "out.csv")]
    [InlineData("session,time,product,event", "out.csv.gz")]
    [InlineData("session,product", "out.csv")]
    [InlineData("user,time,product,source", "out.csv")]
    public void WriteEvents_ReadAgain_GivesTheSameCorpus(string header, string name)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            string[] lines = TestLog.Random(seed, 100, hasKinds: true).TrimEnd('\n').Split('\n');
            StringBuilder csv = new(header + "\n");
            foreach (string[] cells in lines.Skip(1).Select(line => line.Split(',')))
            {
                string source = cells[2] == "p3" ? ",recommender" : ",";
                string product = $"\"{cells[2].Replace("p1", "a \"\"1\"\", ä", StringComparison.Ordinal)}\"";
                csv.Append(header switch
                {
                    "session,time,product" => $"{cells[0]},{cells[1]}.{seed}00625,{product}",
                    "session,time,product,event" => $"{cells[0]},{cells[1]},{product},{cells[3]}",
                    "session,product" => $"{cells[0]},{product}",
                    _ => $"{cells[0]},{cells[1]},{product}{source}",
                }).Append('\n');
            }

            CleaningOptions options = new() { MinCount = 2 + seed };
            using CleanedLog first = _log.Clean(csv.ToString(), options);
            first.WriteEvents(_log.File(name));
            using CleanedLog second = SessionLog.Clean([_log.File(name)], null, options);
            RequireSame(first, second);
            Assert.Empty(second.Report.Drops);
            Assert.Equal(first.Corpus.SessionCount, second.Report.SessionsRead);
            Assert.Equal((first.Report.FirstTime, first.Report.LastTime), (second.Report.FirstTime, second.Report.LastTime));
        }
    }

    [Fact]
    public void Clean_SmallLogAndLargeChunks_LeaveNoFile()
    {
        LogOptions options = new() { TemporaryFolder = _log.File("temporary"), ChunkEvents = 3 };
        Directory.CreateDirectory(_log.File("temporary"));
        _log.Clean(TestLog.Random(1, 50), null, options).Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_log.File("temporary")));
        Assert.Throws<TrainingInputException>(() => _log.Clean("session,product\ns,a\ns,b\n", null, options with { TemporaryFolder = _log.File("none") }));
    }

    [Fact]
    public void Clean_Cancelled_Throws()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => SessionLog.Clean([_log.Write("log.csv", TestLog.Random(1, 10))], cancellationToken: source.Token));
    }

    private static void RequireSame(CleanedLog one, CleanedLog other)
    {
        Assert.Equal(TestLog.Show(one), TestLog.Show(other));
        Assert.Equal(one.Corpus.ContentHash, other.Corpus.ContentHash);
        Assert.Equal(one.Corpus.Counts, other.Corpus.Counts);
        Assert.NotEqual(0, one.Corpus.SessionCount);
    }

    private static IEnumerable<string> Named(CleanedLog log) =>
        log.Corpus.HeldOut.Select(session => string.Join(' ', session.Select(log.Corpus.ProductId)));
}
