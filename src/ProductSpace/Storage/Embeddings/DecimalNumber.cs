using System.Globalization;
using System.Text;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Parses one number of a text row to the nearest float32, as float.Parse with the invariant culture does, but several
/// times faster for the short decimals that trainers write. Also accepts C's inf and nan, in any case.
/// </summary>
internal static class DecimalNumber
{
    private const int MaxExactPower = 22;
    private const long MaxExactInteger = 1L << 53;

    private static ReadOnlySpan<double> PowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
        1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    public static bool TryParse(ReadOnlySpan<byte> text, out float value) =>
        TryParsePlain(text, out value) || TryParseGeneral(text, out value) || TryParseNamed(text, out value);

    /// <summary>
    /// Sign, digits, point, digits with at most 2^53 as an integer: a quotient of two exact doubles, hence correctly
    /// rounded to double. Rounding on to float is correct unless that double is halfway between two floats, which the
    /// slow path decides, as it does zero and subnormal floats.
    /// </summary>
    private static bool TryParsePlain(ReadOnlySpan<byte> text, out float value)
    {
        value = 0;
        int at = 0;
        bool negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            at = 1;
        }

        long digits = 0;
        int point = -1;
        for (int i = at; i < text.Length; i++)
        {
            uint digit = (uint)text[i] - '0';
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                if (digits > MaxExactInteger)
                {
                    return false;
                }
            }
            else if (text[i] == '.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        int decimals = point < 0 ? 0 : text.Length - point - 1;
        if (digits == 0 || decimals > MaxExactPower)
        {
            return false;
        }

        double exact = digits / PowersOfTen[decimals];
        const ulong belowFloat = (1UL << 29) - 1;
        const ulong halfway = 1UL << 28;
        if (exact < 1e-37 || (BitConverter.DoubleToUInt64Bits(exact) & belowFloat) == halfway)
        {
            return false;
        }

        value = negative ? -(float)exact : (float)exact;
        return true;
    }

    private static bool TryParseGeneral(ReadOnlySpan<byte> text, out float value)
    {
        // float.Parse passes over NUL bytes at the end, which would let binary rows pass for text.
        value = 0;
        return !text.ContainsAnyExceptInRange((byte)'!', (byte)'~')
            && float.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value);
    }

    private static bool TryParseNamed(ReadOnlySpan<byte> text, out float value)
    {
        bool negative = text.StartsWith("-"u8);
        ReadOnlySpan<byte> name = negative || text.StartsWith("+"u8) ? text[1..] : text;
        if (Ascii.EqualsIgnoreCase(name, "nan"u8))
        {
            value = float.NaN;
            return true;
        }

        value = negative ? float.NegativeInfinity : float.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(name, "inf"u8) || Ascii.EqualsIgnoreCase(name, "infinity"u8);
    }
}
