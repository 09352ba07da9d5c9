using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ProductSpace.Training.Logs;

/// <summary>
/// Parses a time cell to microseconds since 1970. The unit is set, stated by the column's name, or guessed from the
/// first values.
/// </summary>
internal sealed class TimeParser
{
    public const long MicrosecondsASecond = 1_000_000;

    /// <summary>Number of rows used to guess the unit: a log can begin with a few small numbers.</summary>
    public const int GuessRows = 1000;

    private const int MaxTextBytes = 64;

    /// <summary>
    /// Smallest number taken for milliseconds: in seconds it is the year 5138, in milliseconds 1973, and no shop's log
    /// lies between.
    /// </summary>
    private const double LeastMilliseconds = 1e11;
    private const double LeastMicroseconds = 1e14;

    private static readonly long s_least = DateTimeOffset.MinValue.ToUnixTimeMilliseconds() * 1000;
    private static readonly long s_most = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() * 1000;

    private readonly LogTimeUnit _unit;
    private readonly long _leastWhole;
    private readonly long _mostWhole;

    public TimeParser(LogTimeUnit unit)
    {
        _unit = unit;
        _leastWhole = s_least / Scale(unit);
        _mostWhole = s_most / Scale(unit);
    }

    private string Unit => _unit.ToString().ToLowerInvariant();

    /// <summary>Returns the number of microseconds in a unit.</summary>
    public static long Scale(LogTimeUnit unit) => unit switch
    {
        LogTimeUnit.Seconds => MicrosecondsASecond,
        LogTimeUnit.Milliseconds => 1000,
        _ => 1,
    };

    /// <summary>
    /// Guesses the unit of the first cells: ISO 8601 if one looks like a date, otherwise by the largest number.
    /// </summary>
    public static LogTimeUnit Guess(IEnumerable<byte[]> cells)
    {
        double largest = 0;
        foreach (byte[] cell in cells)
        {
            if (LooksLikeIso(cell))
            {
                return LogTimeUnit.Iso8601;
            }

            if (Utf8Parser.TryParse(cell, out double value, out int used) && used == cell.Length)
            {
                largest = Math.Max(largest, Math.Abs(value));
            }
        }

        return largest switch
        {
            < LeastMilliseconds => LogTimeUnit.Seconds,
            < LeastMicroseconds => LogTimeUnit.Milliseconds,
            _ => LogTimeUnit.Microseconds,
        };
    }

    public long Parse(ReadOnlySpan<byte> cell, LogRows rows)
    {
        if (_unit == LogTimeUnit.Iso8601)
        {
            return TryIso(cell, out long time)
                ? time
                : throw Bad(cell, rows, "is no time of the form 2024-03-05T12:30:00Z");
        }

        if (Utf8Parser.TryParse(cell, out long whole, out int used)
            && used == cell.Length
            && whole > _leastWhole
            && whole < _mostWhole)
        {
            return whole * Scale(_unit);
        }

        // The number has a fraction or an exponent; a decimal holds every time to the microsecond.
        if (cell.Length > MaxTextBytes
            || !Utf8Parser.TryParse(cell, out decimal value, out used)
            || used != cell.Length)
        {
            throw Bad(cell, rows, $"is no time in {Unit}");
        }

        if (value < _leastWhole || value > _mostWhole)
        {
            throw Bad(cell, rows, $"in {Unit} is beyond the years 1 to 9999");
        }

        return (long)decimal.Round(value * Scale(_unit));
    }

    private static bool LooksLikeIso(ReadOnlySpan<byte> cell) =>
        cell.Length >= 8
        && cell[..4].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
        && cell[4] is (byte)'-' or (byte)'/';

    private static bool TryIso(ReadOnlySpan<byte> cell, out long time)
    {
        time = 0;
        if (cell.Length > MaxTextBytes || !LooksLikeIso(cell) || !Ascii.IsValid(cell))
        {
            return false;
        }

        // Some exports write the time zone as a word.
        if (cell.EndsWith(" UTC"u8))
        {
            cell = cell[..^4];
        }

        Span<char> text = stackalloc char[MaxTextBytes];
        int length = Encoding.ASCII.GetChars(cell, text);
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParse(text[..length], CultureInfo.InvariantCulture, styles, out DateTime parsed))
        {
            return false;
        }

        time = (parsed.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return true;
    }

    private static TrainingInputException Bad(ReadOnlySpan<byte> cell, LogRows rows, string fault) =>
        new(
            $"{rows.Where}: the time {LogText.Quote(cell)} {fault}; correct it, or set --time-unit or --column time=..."
        );
}
