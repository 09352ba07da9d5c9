using System.Text;
using CsCheck;
using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Tests.Logs;

/// <summary>Quotes that are doubled, or escaped by a backslash: no row is lost in silence.</summary>
public sealed class QuoteTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("s{0},\"6\\\" boot, black\",p-{0}\ns{0},shoe,q-{0}\n")]
    [InlineData("s{0},\"OLED 4{0}\\\"\",p-{0}\ns{0},\"OLED 4{0}\\\"\",q-{0}\n")]
    [InlineData("s{0},\"a \\\\\",p-{0}\ns{0},\"say \\\"a\\\"\",q-{0}\n")]
    [InlineData("s{0},\"a\\\\\\\"b, \",p-{0}\ns{0},,q-{0}\n")]
    public void Clean_SparkQuotes_AreDetectedAndNoRowIsLost(string rows)
    {
        StringBuilder csv = new("\uFEFFsession_id,query,product_id\n");
        for (int i = 0; i < 20; i++)
        {
            csv.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, rows, i);
        }

        using CleanedLog cleaned = _log.Clean(csv.ToString());
        Assert.Equal(40, cleaned.Report.EventsRead);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"p-{i} q-{i}"), TestLog.Show(cleaned));
        Assert.Equal("csv, backslash quotes", cleaned.Report.Files[0].Form);
        using CleanedLog told = _log.Clean(csv.ToString(), null, new LogOptions { Quotes = LogQuotes.Backslash });
        Assert.Equal(cleaned.Corpus.ContentHash, told.Corpus.ContentHash);
        Assert.Contains("--quotes backslash", Assert.Throws<TrainingInputException>(() => _log.Clean(csv.ToString(), null, new LogOptions { Quotes = LogQuotes.Doubled })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_EscapedQuoteAfterTheFirstRows_IsRefusedAtItsLine()
    {
        StringBuilder csv = new("session_id,query,product_id\n");
        for (int i = 0; i < 6000; i++)
        {
            csv.Append(System.Globalization.CultureInfo.InvariantCulture, $"s{i / 2},{(i == 5500 ? "\"6\\\" boot\"" : "a shoe")},p{i % 9}\n");
        }

        Assert.True(csv.Length > 1 << 16);
        TrainingInputException error = Assert.Throws<TrainingInputException>(() => _log.Clean(csv.ToString()));
        Assert.Contains("log.csv line 5502: there is text after the closing quote of a cell", error.Message, StringComparison.Ordinal);
        Assert.Contains("add --quotes backslash", error.Message, StringComparison.Ordinal);
        using CleanedLog cleaned = _log.Clean(csv.ToString(), null, new LogOptions { Quotes = LogQuotes.Backslash });
        Assert.Equal(6000, cleaned.Report.EventsRead);
    }

    /// <summary>A backslash at the end of a cell, and doubled quotes beside backslashes, are ordinary text of the standard form.</summary>
    [Theory]
    [InlineData("session,path,product\ns,\"C:\\\",a\ns,\"D:\\\",b\n")]
    [InlineData("session,path,product\ns,\"a \"\"b\\\"\" c\",a\ns,\"{\"\"a\"\":1}\",b\n")]
    public void Clean_BackslashesInDoubledQuotes_AreText(string csv)
    {
        using CleanedLog cleaned = _log.Clean(csv);
        Assert.Equal(["a b"], TestLog.Show(cleaned));
        Assert.Equal("csv", cleaned.Report.Files[0].Form);
    }

    /// <summary>Whatever text a cell holds: written as Spark writes it, it is read as it was, in blocks of any size.</summary>
    [Fact]
    public void Read_AnyCellEscapedByBackslashes_IsTheSameCellDoubled() =>
        Gen.Select(Gen.Char["ab\\\",\n \uFEFF"].Array[0, 12].Array[1, 8], Gen.Int[1, 7]).Sample((texts, block) =>
        {
            string[] cells = Array.ConvertAll(texts, text => new string(text));
            string spark = string.Join(',', cells.Select(cell => $"\"{Escaped(cell)}\""));
            string doubled = string.Join(',', cells.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
            using Stream text = new BackslashQuotes(new Blocks(Encoding.UTF8.GetBytes(spark), block), "log", (byte)',');
            using StreamReader reader = new(text, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
            Assert.Equal(doubled, reader.ReadToEnd());
        });

    [Fact]
    public void Read_EndlessBackslashes_AreRefused()
    {
        byte[] text = [(byte)'"', .. Enumerable.Repeat((byte)'\\', (1 << 20) + 1)];
        using BackslashQuotes quotes = new(new MemoryStream(text), "log", (byte)',');
        Assert.Contains("log: a cell holds more than", Assert.Throws<TrainingInputException>(() => quotes.CopyTo(Stream.Null)).Message, StringComparison.Ordinal);
    }

    /// <summary>A backslash is doubled before a quote and at the end of the cell only.</summary>
    private static string Escaped(string cell)
    {
        StringBuilder text = new();
        int backslashes = 0;
        foreach (char one in cell)
        {
            backslashes = one == '\\' ? backslashes + 1 : backslashes;
            if (one == '"')
            {
                text.Append('\\', backslashes + 1);
            }

            backslashes = one == '\\' ? backslashes : 0;
            text.Append(one);
        }

        return text.Append('\\', backslashes).ToString();
    }

    private sealed class Blocks(byte[] bytes, int block) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(block, buffer.Length)]);
    }
}
