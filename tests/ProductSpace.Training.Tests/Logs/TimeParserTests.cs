using System.Text;
using CsCheck;
using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Tests.Logs;

public sealed class TimeParserTests
{
    private static readonly TimeRange s_range = TimeRange.Of(new FixedClock(2026, 11, 30));

    [Theory]
    [InlineData(LogTimeUnit.Seconds, "1396437466.94", 1396437466940000)]
    [InlineData(LogTimeUnit.Seconds, "1396437466", 1396437466000000)]
    [InlineData(LogTimeUnit.Seconds, "1.396437466E9", 1396437466000000)]
    [InlineData(LogTimeUnit.Seconds, "-1.5", -1500000)]
    [InlineData(LogTimeUnit.Milliseconds, "1291191960000", 1291191960000000)]
    [InlineData(LogTimeUnit.Milliseconds, "1291191960000.125", 1291191960000125)]
    [InlineData(LogTimeUnit.Microseconds, "1291191960000001", 1291191960000001)]
    [InlineData(LogTimeUnit.Iso8601, "2014-04-02T11:17:46.940Z", 1396437466940000)]
    [InlineData(LogTimeUnit.Iso8601, "2014-04-02 11:17:46.940", 1396437466940000)]
    [InlineData(LogTimeUnit.Iso8601, "2014-04-02 11:17:46 UTC", 1396437466000000)]
    [InlineData(LogTimeUnit.Iso8601, "2014-04-02T13:17:46.94+02:00", 1396437466940000)]
    [InlineData(LogTimeUnit.Iso8601, "2014-04-02T11:17:46.9400019Z", 1396437466940001)]
    [InlineData(LogTimeUnit.Iso8601, "2014-04-02", 1396396800000000)]
    [InlineData(LogTimeUnit.Iso8601, "02/Apr/2014:13:17:46 +0200", 1396437466000000)]
    [InlineData(LogTimeUnit.Nanoseconds, "1291191960000001999", 1291191960000001)]
    [InlineData(LogTimeUnit.Nanoseconds, "-1", -1)]
    [InlineData(LogTimeUnit.Compact, "20140402111746", 1396437466000000)]
    [InlineData(LogTimeUnit.Compact, "20140402111746940", 1396437466940000)]
    [InlineData(LogTimeUnit.Compact, "20140402", 1396396800000000)]
    [InlineData(LogTimeUnit.Days, "41731.4706828704", 1396437467000000)]
    [InlineData(LogTimeUnit.Days, "41731", 1396396800000000)]
    public void Parse_Forms_ToMicroseconds(LogTimeUnit unit, string text, long expected) =>
        Assert.Equal(expected, new TimeParser(unit).Parse(Encoding.UTF8.GetBytes(text), null!));

    [Theory]
    [InlineData("1396437466.94", LogTimeUnit.Seconds)]
    [InlineData("0|1|2|168002000", LogTimeUnit.Seconds)]
    [InlineData("12|1291191960000", LogTimeUnit.Milliseconds)]
    [InlineData("1291191960000000", LogTimeUnit.Microseconds)]
    [InlineData("2014-04-02", LogTimeUnit.Iso8601)]
    [InlineData("2014/04/02 10:00", LogTimeUnit.Iso8601)]
    [InlineData("1291191960000000000", LogTimeUnit.Nanoseconds)]
    [InlineData("20260302|20260303", LogTimeUnit.Compact)]
    [InlineData("2026030209|202603020905|20260302090500|20260302090500250", LogTimeUnit.Compact)]
    [InlineData("20260302|20260332", LogTimeUnit.Seconds)]
    [InlineData("46083.375|46084", LogTimeUnit.Days)]
    [InlineData("46083|46084", LogTimeUnit.Seconds)]
    [InlineData("1700000000|1700000001|1700000002000", LogTimeUnit.Seconds)]
    [InlineData("NULL||1700000000000", LogTimeUnit.Milliseconds)]
    [InlineData("4 Mar 2026 10:00", LogTimeUnit.Iso8601)]
    [InlineData("04-03-2026 10:00", LogTimeUnit.Iso8601)]
    [InlineData("soon|1700000000", LogTimeUnit.Seconds)]
    [InlineData("soon", LogTimeUnit.Iso8601)]
    public void Guess_FirstValues_TellTheUnit(string cells, LogTimeUnit unit) =>
        Assert.Equal(unit, TimeUnitGuess.Of(cells.Split('|').Select(Encoding.UTF8.GetBytes), s_range));

    /// <summary>The ranges of the units do not overlap: a time of a shop is read as what it is.</summary>
    [Fact]
    public void Guess_AnyTimeOfAShopInAnyUnit_IsReadAsItWas() =>
        Gen.Select(Gen.Long[s_range.Least / 1_000_000, s_range.Most / 1_000_000], Gen.Int[0, 4]).Sample((seconds, kind) =>
        {
            DateTime time = DateTime.UnixEpoch.AddSeconds(seconds);
            (LogTimeUnit unit, string text) = kind switch
            {
                0 => (LogTimeUnit.Seconds, $"{seconds}"),
                1 => (LogTimeUnit.Milliseconds, $"{seconds}000"),
                2 => (LogTimeUnit.Microseconds, $"{seconds}000000"),
                3 => (LogTimeUnit.Nanoseconds, $"{seconds}000000000"),
                _ => (LogTimeUnit.Compact, time.ToString("yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture)),
            };
            byte[] cell = Encoding.UTF8.GetBytes(text);
            Assert.Equal(unit, TimeUnitGuess.Of([cell], s_range));
            Assert.Equal(seconds * 1_000_000, new TimeParser(unit).Parse(cell, null!));
            Assert.Single(TimeUnitGuess.Plausible(cell, s_range));
        });

    [Theory]
    [InlineData("dd/MM/yyyy HH:mm", "04/03/2026 10:00", 1772618400000000)]
    [InlineData("MM/dd/yyyy HH:mm", "04/03/2026 10:00", 1775210400000000)]
    [InlineData("d.M.yy", "4.3.26", 1772582400000000)]
    [InlineData("dd-MM-yyyy HH:mm:ss zzz", "04-03-2026 11:00:00 +01:00", 1772618400000000)]
    public void Parse_DateFormat_ToMicroseconds(string format, string text, long expected)
    {
        TimeParser.Check(format);
        Assert.Equal(expected, new TimeParser(LogTimeUnit.Iso8601, format).Parse(Encoding.UTF8.GetBytes(text), null!));
    }

    [Theory]
    [InlineData("DD/MM/YYYY")]
    [InlineData("HH:mm")]
    [InlineData("MM/yyyy")]
    [InlineData("%")]
    [InlineData("")]
    public void Check_FormatWithoutADay_IsRefused(string format) =>
        Assert.Contains("write it like dd.MM.yyyy", Assert.Throws<TrainingInputException>(() => TimeParser.Check(format)).Message, StringComparison.Ordinal);
}
