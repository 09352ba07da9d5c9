using System.Text;
using Parquet;
using Parquet.Schema;

namespace ProductSpace.Training.Tests.Logs;

/// <summary>One log in every form gives one corpus.</summary>
public sealed class LogFormTests : IDisposable
{
    private static readonly (string Session, double Time, string Product, string Kind)[] s_events =
    [
        ("s1", 1396437466.94, "a b", "view"), ("s1", 1396437470.5, "\"q\"", "view"), ("s2", 1396437467, "ä,;", "click"), ("s2", 1396437480, "a b", "add_to_cart"), ("s2", 1396437490, "ä,;", "Purchase"),
    ];

    private static readonly string[] s_sessions = ["a b \"q\"", "ä,; a b ä,;$"];

    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("l.csv", ',')]
    [InlineData("l.csv.gz", ',')]
    [InlineData("l.tsv", '\t')]
    [InlineData("l.txt", ';')]
    [InlineData("l.gz", '|')]
    public void Clean_SeparatedText_IsRead(string name, char separator)
    {
        StringBuilder text = new($"\uFEFFSessionId{separator}Time{separator}Item-Id{separator}event_type\r\n");
        foreach ((string session, double time, string product, string kind) in s_events)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{session}{separator}{time}{separator}\"{product.Replace("\"", "\"\"", StringComparison.Ordinal)}\"{separator}{kind}\r\n");
        }

        Expect(_log.Write(name, text.ToString()));
    }

    [Fact]
    public void Clean_SeparatorInsideOfQuotedHeader_IsNotTheSeparator()
    {
        using CleanedLog cleaned = SessionLog.Clean([_log.Write("q.csv", "\"a,b,c,d\";session;product\n1;s;x\n2;s;y\n")], null, TestLog.KeepAll);
        Assert.Equal(["x y"], TestLog.Show(cleaned));
    }

    [Fact]
    public void Clean_Utf16_IsRead()
    {
        byte[] text = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("session\tproduct\ns\tä\ns\tb\n")];
        using CleanedLog cleaned = SessionLog.Clean([_log.WriteBytes("u.txt", text)], null, TestLog.KeepAll);
        Assert.Equal(["ä b"], TestLog.Show(cleaned));
    }

    [Theory]
    [InlineData("l.jsonl")]
    [InlineData("l.json.gz")]
    public void Clean_JsonLines_AreRead(string name)
    {
        StringBuilder text = new("\uFEFF");
        foreach ((string session, double time, string product, string kind) in s_events)
        {
            string row = System.Text.Json.JsonSerializer.Serialize(new { nested = new { user_id = new[] { 1 } }, session_id = session, time, itemid = product, type = kind, dwell = (int?)null });
            text.Append(row).Append("\n\n");
        }

        Expect(_log.Write(name, text.ToString().TrimEnd('\n')));
    }

    [Theory]
    [InlineData("l.parquet", false)]
    [InlineData("l.parquet.gz", false)]
    [InlineData("l.parquet", true)]
    public async Task Clean_Parquet_IsRead(string name, bool isNullable)
    {
        using MemoryStream target = new();
        DataField session = new("session_id", typeof(string), isNullable: isNullable);
        DataField time = new("timestamp", typeof(double), isNullable: isNullable);
        DataField product = new("product_id", typeof(string), isNullable: true);
        DataField kind = new("event_type", typeof(string), isNullable: true);
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(session, time, product, kind), target))
        {
            // Two row groups: sessions do not end with them.
            foreach ((string Session, double Time, string Product, string Kind)[] part in new[] { s_events[..1], s_events[1..] })
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                await group.WriteAsync(session, part.Select(e => e.Session).ToArray());
                if (isNullable)
                {
                    await group.WriteAsync<double>(time, part.Select(e => (double?)e.Time).ToArray().AsMemory());
                }
                else
                {
                    await group.WriteAsync<double>(time, part.Select(e => e.Time).ToArray().AsMemory());
                }

                await group.WriteAsync(product, part.Select(e => e.Product).ToArray());
                await group.WriteAsync(kind, part.Select(e => e.Kind).ToArray());
                group.CompleteValidate();
            }
        }

        Expect(_log.WriteBytes(name, target.ToArray()));
    }

    [Fact]
    public async Task Clean_MutatedParquet_IsReadOrRefused()
    {
        byte[] whole = await Numbers();
        Random random = new(1);
        int refused = 0;
        int rounds = Campaign.Size(100);
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = round % 3 == 0 ? whole[..random.Next(4, whole.Length)] : [.. whole];
            bytes[random.Next(4, bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                SessionLog.Clean([_log.WriteBytes("m.parquet", bytes)], null, TestLog.KeepAll).Dispose();
            }
            catch (TrainingInputException error)
            {
                refused++;
                Assert.Contains("m.parquet", error.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', error.Message);
            }
        }

        Assert.InRange(refused, rounds / 3, rounds);
    }

    [Fact]
    public async Task Clean_ParquetNumbersAndDates_AreRead()
    {
        using CleanedLog cleaned = SessionLog.Clean([_log.WriteBytes("n.parquet", await Numbers())], null, TestLog.KeepAll);
        Assert.Equal(["2 3 1"], TestLog.Show(cleaned));
        Assert.Equal(LogTimeUnit.Iso8601, cleaned.Report.Files[0].TimeUnit);
    }

    private static async Task<byte[]> Numbers()
    {
        using MemoryStream target = new();
        DataField session = new("session", typeof(long), isNullable: false);
        DataField time = new DateTimeDataField("time", DateTimeFormat.Timestamp);
        DataField product = new("sku", typeof(int), isNullable: false);
        DateTime start = new(2024, 3, 5, 10, 0, 0, DateTimeKind.Utc);
        await using (ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(session, time, product), target))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<long>(session, new long[] { 7, 7, 7 }.AsMemory());
            await group.WriteAsync<DateTime>(time, new[] { start.AddSeconds(9), start, start.AddSeconds(3) }.AsMemory());
            await group.WriteAsync<int>(product, new[] { 1, 2, 3 }.AsMemory());
        }

        return target.ToArray();
    }

    [Fact]
    public void Clean_SeveralFilesOfDifferentForms_AreOneLog()
    {
        string first = _log.Write("1.csv", "session,time,product\ns,1000,b\n");
        string second = _log.Write("2.jsonl", "{\"session\":\"s\",\"ts\":\"1970-01-01T00:16:30Z\",\"sku\":\"a\"}\n");
        using CleanedLog cleaned = SessionLog.Clean([first, second], null, TestLog.KeepAll);
        Assert.Equal(["a b"], TestLog.Show(cleaned));
    }

    private void Expect(string file)
    {
        using CleanedLog cleaned = SessionLog.Clean([file], null, TestLog.KeepAll);
        Assert.Equal(s_sessions, TestLog.Show(cleaned));
        Assert.Equal(5, cleaned.Report.EventsRead);
        Assert.Equal(LogTimeUnit.Seconds, cleaned.Report.Files[0].TimeUnit);
        Assert.Single(Directory.GetFiles(_log.Root));
    }
}
