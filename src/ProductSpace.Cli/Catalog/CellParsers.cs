using System.Globalization;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Parses single cells in invariant formats. An empty cell is an unknown value; anything else that cannot be parsed is
/// refused.
/// </summary>
internal static class CellParsers
{
    private const int MinorUnits = 100;

    /// <summary>Smallest number taken for Unix milliseconds; a smaller one is a year, a day count or seconds.</summary>
    private const long LeastMilliseconds = 10_000_000_000;

    /// <summary>Converts a decimal price with a point from major units to minor units.</summary>
    public static long? Price(string text, Func<string> where)
    {
        if (text.Length == 0)
        {
            return null;
        }

        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out decimal price)
            || Math.Abs(price) > 1_000_000_000_000m)
        {
            throw new BuildInputException($"{where()}: \"{Printable.Shown(text)}\" is no price; write it like 1234.50");
        }

        return (long)Math.Round(price * MinorUnits, MidpointRounding.AwayFromZero);
    }

    /// <summary>Parses 0, 1, true, false, yes or no; empty means yes.</summary>
    public static bool Flag(string text, Func<string> where) =>
        text.ToLowerInvariant() switch
        {
            "" or "1" or "true" or "yes" or "y" => true,
            "0" or "false" or "no" or "n" => false,
            _ => throw new BuildInputException(
                $"{where()}: \"{Printable.Shown(text)}\" is neither yes nor no; write 1 or 0"),
        };

    /// <summary>Parses an ISO date or Unix milliseconds.</summary>
    public static DateTimeOffset? Time(string text, Func<string> where)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long milliseconds)
            && milliseconds is >= LeastMilliseconds or <= -LeastMilliseconds
            && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }

        return
            text.Contains('-', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out DateTimeOffset time)
            ? time
            : throw new BuildInputException(
                $"{where()}: \"{Printable.Shown(text)}\" is no time; write an ISO date or Unix milliseconds");
    }
}
