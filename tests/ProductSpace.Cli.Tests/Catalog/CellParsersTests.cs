using System.Globalization;
using ProductSpace.Cli.Catalog;

namespace ProductSpace.Cli.Tests.Catalog;

public class CellParsersTests
{
    [Theory]
    [InlineData("1234.50", 123450)]
    [InlineData("19.999", 2000)]
    [InlineData("-5", -500)]
    [InlineData("89.90 EUR", 8990, "EUR")]
    [InlineData("EUR 89.90", 8990, "EUR")]
    [InlineData("89.90eur", 8990, "EUR")]
    [InlineData("\u20AC 89.90", 8990, "\u20AC")]
    [InlineData("89,90\u00A0\u20AC", 8990, "\u20AC")]
    [InlineData("$1,299.00", 129900, "$")]
    [InlineData("1.299,00 EUR", 129900, "EUR")]
    [InlineData("1,234,567.5", 123456750)]
    [InlineData("12,5", 1250)]
    public void Price_AsShopsWriteIt_IsRead(string text, long price, string currency = "")
    {
        Assert.Equal(price, CellParsers.Price(text, () => "here", out string found));
        Assert.Equal(currency, found);
    }

    [Theory]
    [InlineData("1,234")]
    [InlineData("1,2345.00")]
    [InlineData(",5.0")]
    [InlineData("12,34,567.00")]
    [InlineData("1.299,00,5")]
    [InlineData("1,299,00")]
    [InlineData("cheap")]
    [InlineData("EUR")]
    [InlineData("euro 5")]
    [InlineData("5 EUR EUR")]
    [InlineData("1e3")]
    [InlineData("\u0661")]
    [InlineData("10000000000000.00")]
    [InlineData("0000000000000000000000000000000000000000000000001.00")]
    public void Price_NotToBeReadInOneWay_Refused(string text) =>
        Assert.Equal($"here: \"{text}\" is no price; write it like 1234.50", Assert.Throws<BuildInputException>(() => CellParsers.Price(text, () => "here")).Message);

    [Theory]
    [InlineData("", true)]
    [InlineData("1", true)]
    [InlineData("7", true)]
    [InlineData("7.0", true)]
    [InlineData("TRUE", true)]
    [InlineData("In Stock", true)]
    [InlineData("in_stock", true)]
    [InlineData("https://schema.org/InStock", true)]
    [InlineData("preorder", true)]
    [InlineData("pre-order", true)]
    [InlineData("backorder", true)]
    [InlineData("0", false)]
    [InlineData("-2", false)]
    [InlineData("no", false)]
    [InlineData("out of stock", false)]
    [InlineData("http://schema.org/OutOfStock", false)]
    [InlineData("sold out", false)]
    public void Flag_FlagQuantityOrWord_IsRead(string text, bool inStock) => Assert.Equal(inStock, CellParsers.Flag(text, () => "here"));

    [Fact]
    public void Flag_AnotherWord_Refused() =>
        Assert.Equal("here: \"perhaps\" is neither yes nor no, nor a quantity; write 1 or 0", Assert.Throws<BuildInputException>(() => CellParsers.Flag("perhaps", () => "here")).Message);

    [Theory]
    [InlineData("2026-03-04", "2026-03-04T00:00:00Z")]
    [InlineData("2026/3/4", "2026-03-04T00:00:00Z")]
    [InlineData("2026-03-04T10:20:30.5+02:00", "2026-03-04T08:20:30.5Z")]
    [InlineData("2026-03-04 10:20:30 UTC", "2026-03-04T10:20:30Z")]
    [InlineData("20260304", "2026-03-04T00:00:00Z")]
    [InlineData("20260304102030", "2026-03-04T10:20:30Z")]
    [InlineData("4 Mar 2026", "2026-03-04T00:00:00Z")]
    [InlineData("Mar 4, 2026", "2026-03-04T00:00:00Z")]
    [InlineData("1772619630", "2026-03-04T10:20:30Z")]
    [InlineData("1772619630000", "2026-03-04T10:20:30Z")]
    [InlineData("1772619630000000", "2026-03-04T10:20:30Z")]
    public void FirstSeen_OneReading_IsRead(string text, string time) =>
        Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), CellParsers.FirstSeen(text, () => "here", null));

    [Theory]
    [InlineData("04-03-2026")]
    [InlineData("13-03-2026")]
    [InlineData("04/03/2026")]
    [InlineData("04.03.2026")]
    [InlineData("10-3")]
    [InlineData("Mar-26")]
    [InlineData("2026-03")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("10:00-05:00")]
    [InlineData("2026")]
    [InlineData("20261301")]
    [InlineData("46085")]
    [InlineData("20260304102099")]
    [InlineData("99999999999999")]
    public void FirstSeen_TwoReadingsOrNone_RefusedWithRemedy(string text)
    {
        string message = Assert.Throws<BuildInputException>(() => CellParsers.FirstSeen(text, () => "here", null)).Message;
        Assert.Equal(
            $"here: \"{text}\" is no time that can be read in one way only; write an ISO date (2026-03-04), or say how dates are written (--date-format dd-MM-yyyy)",
            message);
    }

    [Fact]
    public void FirstSeen_StatedFormat_IsRead()
    {
        DateTimeOffset day = new(2026, 3, 4, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(day, CellParsers.FirstSeen("04-03-2026", () => "here", "dd-MM-yyyy"));
        Assert.Equal(day, CellParsers.FirstSeen("3/4/2026", () => "here", "M/d/yyyy"));
        Assert.Equal(day, CellParsers.FirstSeen("2026-03-04", () => "here", "dd-MM-yyyy"));
        Assert.Contains("of the format dd-MM-yyyy", Assert.Throws<BuildInputException>(() => CellParsers.FirstSeen("03/04/2026", () => "here", "dd-MM-yyyy")).Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => TimeText.CheckFormat("--date-format", "dd-MM"));
        Assert.Throws<UsageException>(() => TimeText.CheckFormat("--date-format", "%"));
        TimeText.CheckFormat("--date-format", "dd.MM.yyyy HH:mm");
    }

    [Theory]
    [InlineData("1994-12-31")]
    [InlineData("1900-01-01")]
    [InlineData("2100-01-01")]
    public void FirstSeen_BeforeShopsOrFarAhead_Refused(string text) =>
        Assert.Contains("is not within the years 1995 to 2099; leave the cell empty", Assert.Throws<BuildInputException>(() => CellParsers.FirstSeen(text, () => "here", null)).Message, StringComparison.Ordinal);
}
