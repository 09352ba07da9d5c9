using System.Globalization;
using System.Text;
using CsCheck;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

/// <summary>Dates that can be understood in one way only, and those that cannot.</summary>
public class DateTextTests
{
    [Theory]
    [InlineData("2026-03-04", "2026-03-04T00:00:00")]
    [InlineData("2026-3-4", "2026-03-04T00:00:00")]
    [InlineData("2026/03/04 9:05", "2026-03-04T09:05:00")]
    [InlineData("2026.03.04", "2026-03-04T00:00:00")]
    [InlineData(" 2026-03-04T09:05:06Z ", "2026-03-04T09:05:06")]
    [InlineData("2026-03-04 09:05:06 UTC", "2026-03-04T09:05:06")]
    [InlineData("2026-03-04T09:05:06.25+01:30", "2026-03-04T07:35:06.25")]
    [InlineData("2026-03-04 09:05:06-05", "2026-03-04T14:05:06")]
    [InlineData("2026-03-04T09:05:06,123456789+0000", "2026-03-04T09:05:06.1234567")]
    [InlineData("2026-03-04 09:05:06 PM", "2026-03-04T21:05:06")]
    [InlineData("2026-03-04 12:05 am", "2026-03-04T00:05:00")]
    [InlineData("20260304T090506Z", "2026-03-04T09:05:06")]
    [InlineData("20260304T0905", "2026-03-04T09:05:00")]
    [InlineData("4 Mar 2026", "2026-03-04T00:00:00")]
    [InlineData("04-mar-2026 09:05", "2026-03-04T09:05:00")]
    [InlineData("4. March 2026", "2026-03-04T00:00:00")]
    [InlineData("Mar 4, 2026", "2026-03-04T00:00:00")]
    [InlineData("March 4 2026, 9:05 PM", "2026-03-04T21:05:00")]
    [InlineData("Wed, 04 Mar 2026 09:05:06 GMT", "2026-03-04T09:05:06")]
    [InlineData("04/Mar/2026:09:05:06 +0100", "2026-03-04T08:05:06")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00")]
    public void TryParse_ClearForms_AreUtc(string text, string expected)
    {
        Assert.True(DateText.TryParse(text, out DateTimeOffset time));
        Assert.Equal(DateTime.Parse(expected, CultureInfo.InvariantCulture), time.UtcDateTime);
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData("04-03-2026")]
    [InlineData("04/03/2026 10:00")]
    [InlineData("4.3.26")]
    [InlineData("10-3")]
    [InlineData("Mar-26")]
    [InlineData("2026-03")]
    [InlineData("2026")]
    [InlineData("20260304")]
    [InlineData("10:00-05:00")]
    [InlineData("2026-03/04")]
    [InlineData("2026-13-04")]
    [InlineData("2026-02-29")]
    [InlineData("2026-03-04 24:00")]
    [InlineData("2026-03-04 09:60")]
    [InlineData("2026-03-04 13:05 PM")]
    [InlineData("2026-03-04 0:05 AM")]
    [InlineData("2026-03-04T09")]
    [InlineData("2026-03-04T09:05:06+25:00")]
    [InlineData("2026-03-04T09:05:06 Berlin")]
    [InlineData("2026-03-04 x")]
    [InlineData("0001-01-01T00:00:00+02:00")]
    [InlineData("Marc 4, 2026")]
    [InlineData("")]
    [InlineData("２０２６-03-04")]
    public void TryParse_OtherForms_AreNone(string text) => Assert.False(DateText.TryParse(text, out DateTimeOffset _));

    [Theory]
    [InlineData("04-03-2026", true)]
    [InlineData("4.3.26", true)]
    [InlineData("13/03/2026 10:00", true)]
    [InlineData("2026-03-04", false)]
    [InlineData("10-3", false)]
    [InlineData("4 Mar 2026", false)]
    public void IsDayOrMonthFirst_Forms_AreTold(string text, bool isUnclear) =>
        Assert.Equal(isUnclear, DateText.IsDayOrMonthFirst(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void TryParse_AnyTimeInAnyClearForm_IsReadAsItWas()
    {
        string[] forms = ["O", "s", "u", "R", "yyyy/M/d H:mm:ss", "d MMM yyyy HH:mm:ss", "MMMM d, yyyy h:mm:ss tt", "dd/MMM/yyyy:HH:mm:ss +00:00", "yyyyMMdd'T'HHmmss'Z'"];
        Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerSecond], Gen.Int[0, forms.Length - 1]).Sample((seconds, form) =>
        {
            DateTime time = new(seconds * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
            string text = time.ToString(forms[form], CultureInfo.InvariantCulture);
            Assert.True(DateText.TryParse(text, out DateTimeOffset read), text);
            Assert.Equal(time, read.UtcDateTime);
        });
    }

    [Fact]
    public void TryParse_AnyBytes_EndsAndStaysInRange() =>
        Gen.Char["0123456789-/.:+TZ ,MarchapmGUutcé"].Array[0, 40].Sample(letters =>
        {
            byte[] text = Encoding.UTF8.GetBytes(letters);
            bool isDate = DateText.TryParse(text, out long ticks);
            Assert.True(!isDate || (ticks >= 0 && ticks <= DateTime.MaxValue.Ticks));
        });
}
