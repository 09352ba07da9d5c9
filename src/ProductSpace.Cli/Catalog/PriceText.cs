using System.Globalization;

namespace ProductSpace.Cli.Catalog;

/// <summary>
/// A price as shops write it: 1234.50, 1,234.50, 1.234,50 or 12,5, with a currency before or after it. A comma before
/// three digits, as in 1,234, is a thousand in one country and a decimal in another, and is refused.
/// </summary>
internal static class PriceText
{
    private const int MinorUnits = 100;
    private const decimal Most = 1_000_000_000_000m;

    /// <summary>Parses a price in major units to minor units.</summary>
    public static bool TryParse(string text, out long price, out string currency)
    {
        price = 0;
        ReadOnlySpan<char> number = WithoutCurrency(text, out currency);
        Span<char> plain = stackalloc char[number.Length <= 40 ? number.Length : 0];
        if (number.Length is 0 or > 40 || !TryPlain(number, plain, out int length))
        {
            return false;
        }

        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (!decimal.TryParse(plain[..length], style, CultureInfo.InvariantCulture, out decimal value)
            || Math.Abs(value) > Most)
        {
            return false;
        }

        price = (long)Math.Round(value * MinorUnits, MidpointRounding.AwayFromZero);
        return true;
    }

    /// <summary>Removes three letters or a currency sign at one end, and the blank between.</summary>
    private static ReadOnlySpan<char> WithoutCurrency(string text, out string currency)
    {
        currency = string.Empty;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        if (rest.Length > 1 && IsSign(rest[0]))
        {
            currency = rest[0].ToString();
            return rest[1..].TrimStart();
        }

        if (rest.Length > 1 && IsSign(rest[^1]))
        {
            currency = rest[^1].ToString();
            return rest[..^1].TrimEnd();
        }

        if (rest.Length > 3 && IsCode(rest[..3]) && !char.IsAsciiLetter(rest[3]))
        {
            currency = rest[..3].ToString().ToUpperInvariant();
            return rest[3..].TrimStart();
        }

        if (rest.Length > 3 && IsCode(rest[^3..]) && !char.IsAsciiLetter(rest[^4]))
        {
            currency = rest[^3..].ToString().ToUpperInvariant();
            return rest[..^3].TrimEnd();
        }

        return rest;
    }

    private static bool IsSign(char letter) => char.GetUnicodeCategory(letter) == UnicodeCategory.CurrencySymbol;

    private static bool IsCode(ReadOnlySpan<char> text) =>
        char.IsAsciiLetter(text[0]) && char.IsAsciiLetter(text[1]) && char.IsAsciiLetter(text[2]);

    /// <summary>Copies a number without separators of thousands, and with a point before its decimals.</summary>
    private static bool TryPlain(ReadOnlySpan<char> number, Span<char> plain, out int length)
    {
        length = 0;
        int comma = number.LastIndexOf(',');
        if (comma < 0)
        {
            number.CopyTo(plain);
            length = number.Length;
            return true;
        }

        int point = number.LastIndexOf('.');
        char decimalMark = point > comma ? '.' : ',';
        char thousands = decimalMark == '.' ? ',' : '.';
        int mark = Math.Max(point, comma);
        ReadOnlySpan<char> whole = number[..mark];
        ReadOnlySpan<char> decimals = number[(mark + 1)..];
        bool isDecimal = point >= 0 || decimals.Length is 1 or 2;
        if (!isDecimal || decimals.Length == 0 || !AreGroups(whole, thousands))
        {
            return false;
        }

        foreach (char letter in whole)
        {
            if (letter != thousands)
            {
                plain[length++] = letter;
            }
        }

        plain[length++] = '.';
        decimals.CopyTo(plain[length..]);
        length += decimals.Length;
        return true;
    }

    /// <summary>Whether every separator is followed by three digits.</summary>
    private static bool AreGroups(ReadOnlySpan<char> whole, char separator)
    {
        for (int at = whole.IndexOf(separator); at >= 0; at = whole.IndexOf(separator))
        {
            whole = whole[(at + 1)..];
            int next = whole.IndexOf(separator);
            if (at is 0 or > 3 + 1 || (next < 0 ? whole.Length : next) != 3)
            {
                return false;
            }
        }

        return true;
    }
}
