using System.Globalization;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// A time that can be read in one way only: a date that begins with the year or names its month, eight or fourteen
/// digits of one, or a Unix time. 04-03-2026 is none, because it is April in one country and March in another.
/// </summary>
internal static class TimeText
{
    /// <summary>First year of a shop; smaller numbers than its Unix time are years, days or codes.</summary>
    public const int FirstYear = 1995;

    /// <summary>First year that is too late.</summary>
    public const int EndYear = 2100;

    private const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;

    private static readonly long s_first =
        new DateTimeOffset(FirstYear, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private static readonly long s_end = new DateTimeOffset(EndYear, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return TryDigits(text, out time);
        }

        return DateText.TryParse(text, out time);
    }

    public static bool TryParse(string text, string format, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Styles, out time);

    /// <summary>Whether a product can have come into the shop then.</summary>
    public static bool IsPlausible(DateTimeOffset time) => time.UtcDateTime.Year is >= FirstYear and < EndYear;

    /// <summary>Refuses a format that does not give back a date.</summary>
    public static void CheckFormat(string option, string? format)
    {
        if (format is null)
        {
            return;
        }

        DateTimeOffset date = new(2013, 11, 30, 0, 0, 0, TimeSpan.Zero);
        try
        {
            if (TryParse(date.ToString(format, CultureInfo.InvariantCulture), format, out DateTimeOffset back)
                && back.UtcDateTime.Date == date.UtcDateTime.Date)
            {
                return;
            }
        }
        catch (FormatException)
        {
        }

        throw new UsageException($"{option} {format}: is no format of a date; write it like dd-MM-yyyy or M/d/yyyy");
    }

    private static bool TryDigits(string text, out DateTimeOffset time)
    {
        string? format = text.Length switch
        {
            8 => "yyyyMMdd",
            14 => "yyyyMMddHHmmss",
            _ => null,
        };
        if (format is not null)
        {
            return TryParse(text, format, out time) && IsPlausible(time);
        }

        time = default;
        if (text.Length is < 9 or > 16
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return false;
        }

        foreach (long units in (ReadOnlySpan<long>)[1, 1000, 1_000_000])
        {
            if (number >= s_first * units && number < s_end * units)
            {
                time = DateTimeOffset.UnixEpoch.AddTicks((long)((Int128)number * TimeSpan.TicksPerSecond / units));
                return true;
            }
        }

        return false;
    }
}
