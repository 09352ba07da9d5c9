using System.Text;

namespace ProductSpace.Training.Tests.Logs;

/// <summary>Each bad input ends in one line that names the file and, where there is one, the line.</summary>
public sealed class LogRefusalTests : IDisposable
{
    private const string Good = "session,time,product\ns,1000,a\ns,1010,b\n";

    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("session product\ns a\n", "log.csv line 1: no column looks like the product's id; the header has: session product; name it with --column product=..., or the separator with --delimiter")]
    [InlineData("session,thing\ns,a\n", "the header has: session, thing; name it with --column product=")]
    [InlineData("product,time\na,1\n", "no column looks like a session or a user; the header has: product, time; name one with --column session=")]
    [InlineData("user,product\nu,a\n", "users but no times")]
    [InlineData("session,time,product\ns,1000,a\ns,soon,b\n", "log.csv line 3: the time \"soon\" is no time in seconds")]
    [InlineData("session,time,product\ns,1000,a\ns,99999999999999999999999999,b\n", "log.csv line 3: the time \"99999999999999999999999999\"")]
    [InlineData("session,time,product\ns,1000,a\ns,9e22,b\n", "is beyond the years 1 to 9999")]
    [InlineData("session,time,product\ns,,a\ns,NULL,b\n", "(dropped: 2 without a time)")]
    [InlineData("session,time,product\ns,04-03-2026,a\n", "log.csv line 2: the time \"04-03-2026\" does not tell the day from the month; say which is first with --date-format")]
    [InlineData("session,time,product\ns,2024-03-05,a\ns,10-3,b\n", "log.csv line 3: the time \"10-3\" is no time of the form")]
    [InlineData("session,time,product\ns,2024-03-05,a\ns,Mar-26,b\n", "log.csv line 3: the time \"Mar-26\" is no time of the form")]
    [InlineData("session,time,product\ns,2024-03-05,a\ns,10:00-05:00,b\n", "log.csv line 3: the time \"10:00-05:00\" is no time of the form")]
    [InlineData("session,time,product\ns,20240305,a\ns,20240306,b\ns,1700000000,c\n", "log.csv line 2: the time \"20240305\" in seconds is 1970-08-23; it would be 2024-03-05 with --time-unit compact; 2 of 3 times are not from 1995 to tomorrow")]
    [InlineData("session,product\ns,\"6\" boot\"\ns,b\n", "log.csv line 2: there is text after the closing quote of a cell; double the quotes inside the cell; if a backslash escapes quotes in this file, as Spark writes it, add --quotes backslash")]
    [InlineData("session,product,name,product\ns,a,x,b\n", "log.csv line 1: columns 2 and 4 are both named \"product\"; rename one of them")]
    [InlineData("session,product_id,ProductId\ns,a,b\n", "log.csv line 1: \"product_id\" and \"ProductId\" both look like the product; name one with --column product=")]
    [InlineData("0,2014-04-01T10:00:09.277Z,214530000,0\n", "if line 1 is an event already, name the columns with --header session,time,product")]
    [InlineData("session,time,product\ns,2024-03-05,a\ns,2024-13-05,b\n", "log.csv line 3: the time \"2024-13-05\" is no time of the form")]
    [InlineData("session,product\ns,\"a\nb\"\n", "log.csv line 2: the product id holds a line break")]
    [InlineData("session,product\n\"s\n1\",a\n", "log.csv line 2: the session id holds a line break")]
    [InlineData("session,product\ns,a\ns,\"b\ns,c\n", "log.csv line 3: a quote opens and never closes")]
    [InlineData("session,product\ns,a,x\n", "log.csv line 2: 3 fields where the header has 2")]
    [InlineData("session,product\n", "log.csv: holds a header and no events")]
    [InlineData("\n \n", "log.csv: is empty")]
    [InlineData("", "log.csv: is empty")]
    [InlineData("[{\"session\":1}]", "log.csv line 1: is a JSON array")]
    [InlineData("session,product\ns,a\ns,a\nt,a\n", "log.csv: all events are of one product")]
    [InlineData("session,product\ns,a\nt,b\nu,c\n", "log.csv: no session of two products is left of 3 events (dropped: 3 in sessions of one product); check --column session=")]
    [InlineData("session,product,event\ns,a,x\ns,b,x\n", "(dropped: 2 of other kinds than view, cart and purchase)")]
    [InlineData("session,product,dwell\ns,a,-1\n", "log.csv line 2: the dwell \"-1\" is no duration")]
    [InlineData("{\"session\":1,\"sku\":1}\n{\"session\":1,\"sku\":\n", "log.csv line 2: is no JSON object")]
    [InlineData("{\"session\":1,\"sku\":1} x\n", "log.csv line 1: is no JSON object")]
    [InlineData("{\"session\":1,\"sku\":1}\n7\n", "log.csv line 2: is no JSON object (an object was expected)")]
    [InlineData("{\"session\":1,\"sku\":[1]}\n", "log.csv line 1: \"sku\" is an object or array")]
    public void Clean_BadText_NamesPlaceAndRemedy(string text, string message) => Expect(message, _log.Write("log.csv", text));

    [Theory]
    [InlineData("session=visit", "log.csv line 1: no column \"visit\" for session; the header has: session, time, product; correct --column session=")]
    [InlineData("colour=x", "there is no column \"colour\" to name")]
    public void Clean_WrongColumn_ListsTheHeader(string pair, string message)
    {
        LogOptions options = new() { Columns = new Dictionary<string, string> { [pair.Split('=')[0]] = pair.Split('=')[1] } };
        Expect(message, _log.Write("log.csv", Good), options);
    }

    [Fact]
    public void Clean_WrongDelimiter_ListsTheHeader() =>
        Expect("the header has: session,time,product; name it with --column product=..., or the separator with --delimiter", _log.Write("log.csv", Good), new LogOptions { Delimiter = ';' });

    /// <summary>The work on a header is in proportion to it: these names would take minutes if each was compared with all.</summary>
    [Fact]
    public void Clean_VeryWideHeader_IsRead()
    {
        string header = string.Join(',', Enumerable.Range(0, 300_000).Select(i => $"c{i}"));
        using CleanedLog cleaned = _log.Clean($"session,product,{header}\ns,a\ns,b\n");
        Assert.Equal(2, cleaned.Report.EventsRead);
        Expect("columns 3 and 300003 are both named \"c0\"", _log.Write("log.csv", $"session,product,{header},c0\ns,a\n"));
    }

    [Fact]
    public void Clean_LongId_IsRefusedWithItsLine()
    {
        using CleanedLog kept = _log.Clean($"session,product\ns,{new string('x', 4096)}\ns,b\n");
        Assert.Equal(2, kept.Corpus.ProductCount);
        Expect("log.csv line 3: the product id has 10,000 bytes, 4,096 are possible", _log.Write("log.csv", $"session,product\ns,a\ns,{new string('x', 10_000)}\n"));
    }

    [Fact]
    public void Clean_InvalidUtf8_IsRefusedWithItsLine()
    {
        byte[] text = Encoding.UTF8.GetBytes("session,product,shop\ns,a,#\ns,b#,x\n");
        Expect("log.csv line 3: the product id is no valid UTF-8", _log.WriteBytes("log.csv", [.. text.Select(one => one == (byte)'#' ? (byte)0xE4 : one)]));
        byte[] json = Encoding.UTF8.GetBytes("{\"session\":1,\"sku\":\"a\"}\n{\"session\":1,\"sku\":\"#\"}\n");
        Expect("log.csv line 2: is no JSON object", _log.WriteBytes("log.csv", [.. json.Select(one => one == (byte)'#' ? (byte)0xE4 : one)]));
    }

    [Fact]
    public void Clean_GzipCutShort_IsRefused()
    {
        byte[] whole = TestLog.Gzip(Encoding.UTF8.GetBytes(TestLog.Random(1, 500)));
        foreach (int length in new[] { 12, whole.Length / 2 }.Concat(Enumerable.Range(whole.Length - 40, 40)))
        {
            File.WriteAllBytes(_log.File("cut.csv.gz"), whole[..length]);
            TrainingInputException error = Assert.Throws<TrainingInputException>(() => SessionLog.Clean([_log.File("cut.csv.gz")]));
            Assert.True(error.Message.EndsWith("cut.csv.gz: the gzip data are incomplete; the file was cut short, fetch it again", StringComparison.Ordinal), $"{length} of {whole.Length}: {error.Message}");
        }
    }

    /// <summary>Whatever a byte does to a log: it is read, or refused in one line that names the file.</summary>
    [Theory]
    [InlineData("m.csv")]
    [InlineData("m.csv.gz")]
    [InlineData("m.jsonl")]
    public void Clean_MutatedText_IsReadOrRefused(string name)
    {
        Random random = new(5);
        string text = TestLog.Random(2, 20, hasKinds: true);
        if (name == "m.jsonl")
        {
            text = string.Join('\n', text.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split(','))
                .Select(cells => $"{{\"session\":\"{cells[0]}\",\"time\":{cells[1]},\"sku\":\"\\u0070{cells[2]}\",\"x\":[1,{{}}]}}"));
        }

        byte[] whole = Encoding.UTF8.GetBytes(text);
        whole = name.EndsWith(".gz", StringComparison.Ordinal) ? TestLog.Gzip(whole) : whole;
        for (int round = 0; round < Campaign.Size(120); round++)
        {
            byte[] bytes = round % 4 == 0 ? whole[..random.Next(1, whole.Length)] : [.. whole];
            bytes[random.Next(bytes.Length)] = round % 2 == 0 ? (byte)random.Next(256) : (byte)"\"\n,\r{}[]:\\0"[random.Next(11)];
            File.WriteAllBytes(_log.File(name), bytes);
            try
            {
                using CleanedLog cleaned = SessionLog.Clean([_log.File(name)], null, TestLog.KeepAll);
                TestLog.RequireSum(cleaned.Report);
            }
            catch (TrainingInputException error)
            {
                Assert.Contains(name, error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }

    [Fact]
    public void Clean_DamagedParquet_IsRefused()
    {
        Expect("log.parquet: is damaged Parquet", _log.WriteBytes("log.parquet", [.. "PAR1 and no more"u8]));
        Expect("log.parquet: is damaged Parquet", _log.WriteBytes("log.parquet", [.. "PAR1"u8]));
        Expect("log.parquet: is no text and no Parquet file", _log.WriteBytes("log.parquet", [80, 75, 3, 4, 0, 0, 0, 0]));
    }

    [Fact]
    public void Clean_FilesThatAreNone_AreRefused()
    {
        Expect("none.csv: does not exist", _log.File("none.csv"));
        Expect(": is a directory", _log.Root);
        Assert.Contains("give one or several", Assert.Throws<TrainingInputException>(() => SessionLog.Clean([])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_FilesOfDifferentColumns_AreRefused()
    {
        string first = _log.Write("a.csv", Good);
        string second = _log.Write("b.csv", "session,product\ns,a\n");
        TrainingInputException error = Assert.Throws<TrainingInputException>(() => SessionLog.Clean([first, second]));
        Assert.Contains("b.csv: has no column for the time, other than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_ExcludedUsersWithoutUserColumn_AreRefused()
    {
        string users = _log.Write("users.txt", "u\n");
        Expect("log.csv: has no user column", _log.Write("log.csv", Good), null, TestLog.KeepAll with { ExcludedUsersFile = users });
        Expect("none.txt: does not exist", _log.Write("log.csv", Good), null, TestLog.KeepAll with { ExcludedUsersFile = _log.File("none.txt") });
    }

    private static void Expect(string message, string file, LogOptions? log = null, CleaningOptions? cleaning = null)
    {
        TrainingInputException error = Assert.Throws<TrainingInputException>(() => SessionLog.Clean([file], log, cleaning ?? TestLog.KeepAll).Dispose());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
