using System.Text;
using ProductSpace.Training.Logs;

namespace ProductSpace.Training.Tests.Logs;

public sealed class TimeParserTests
{
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
    public void Parse_Forms_ToMicroseconds(LogTimeUnit unit, string text, long expected) =>
        Assert.Equal(expected, new TimeParser(unit).Parse(Encoding.UTF8.GetBytes(text), null!));

    [Theory]
    [InlineData("1396437466.94", LogTimeUnit.Seconds)]
    [InlineData("0|1|2|168002000", LogTimeUnit.Seconds)]
    [InlineData("12|1291191960000", LogTimeUnit.Milliseconds)]
    [InlineData("1291191960000000", LogTimeUnit.Microseconds)]
    [InlineData("2014-04-02", LogTimeUnit.Iso8601)]
    [InlineData("2014/04/02 10:00", LogTimeUnit.Iso8601)]
    public void Guess_FirstValues_TellTheUnit(string cells, LogTimeUnit unit) =>
        Assert.Equal(unit, TimeParser.Guess(cells.Split('|').Select(Encoding.UTF8.GetBytes)));
}
