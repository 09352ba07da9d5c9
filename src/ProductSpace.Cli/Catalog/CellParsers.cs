using ProductSpace.Storage;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// Parses single cells in invariant formats. An empty cell is an unknown value; anything else that cannot be parsed is
/// refused.
/// </summary>
internal static class CellParsers
{
    /// <summary>Converts a price in major units to minor units.</summary>
    public static long? Price(string text, Func<string> where) => Price(text, where, out _);

    /// <summary>Converts a price in major units to minor units.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="where">Tells the place for messages.</param>
    /// <param name="currency">Currency in the cell; empty if it names none.</param>
    public static long? Price(string text, Func<string> where, out string currency)
    {
        currency = string.Empty;
        if (text.Length == 0)
        {
            return null;
        }

        return PriceText.TryParse(text, out long price, out currency)
            ? price
            : throw new BuildInputException(
                $"{where()}: \"{Printable.Shown(text)}\" is no price; write it like 1234.50");
    }

    /// <summary>Parses a flag, a quantity in stock, or "in stock" and the like; empty means yes.</summary>
    public static bool Flag(string text, Func<string> where) =>
        StockText.TryParse(text, out bool inStock)
            ? inStock
            : throw new BuildInputException(
                $"{where()}: \"{Printable.Shown(text)}\" is neither yes nor no, nor a quantity; write 1 or 0");

    /// <summary>Parses a date that can be read in one way only, or a Unix time.</summary>
    public static DateTimeOffset? Time(string text, Func<string> where) =>
        text.Length == 0 ? null
        : TimeText.TryParse(text, out DateTimeOffset time) ? time
        : throw new BuildInputException(
            $"{where()}: \"{Printable.Shown(text)}\" is no time that can be read in one way only; write an ISO date "
            + "(2026-03-04) or Unix milliseconds");

    /// <summary>
    /// Parses when a product came into the shop: by a format if there is one, or a date that needs none.
    /// </summary>
    public static DateTimeOffset? FirstSeen(string text, Func<string> where, string? format)
    {
        if (text.Length == 0)
        {
            return null;
        }

        // A date that can be read in one way only needs no format: not every column of a shop has the same.
        DateTimeOffset time = default;
        if ((format is null || !TimeText.TryParse(text, format, out time)) && !TimeText.TryParse(text, out time))
        {
            throw new BuildInputException(
                $"{where()}: \"{Printable.Shown(text)}\" is no time "
                + (format is null
                    ? "that can be read in one way only; write an ISO date (2026-03-04), or say how dates are written "
                        + "(--date-format dd-MM-yyyy)"
                    : $"of the format {Printable.Shown(format)}; correct it, or --date-format"));
        }

        return TimeText.IsPlausible(time)
            ? time
            : throw new BuildInputException(
                $"{where()}: \"{Printable.Shown(text)}\" is not within the years {TimeText.FirstYear} to "
                + $"{TimeText.EndYear - 1}; leave the cell empty if the time is not known");
    }
}
