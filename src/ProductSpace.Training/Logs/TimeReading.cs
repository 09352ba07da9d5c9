using System.Buffers.Text;
using ProductSpace.Storage;

namespace ProductSpace.Training.Logs;

/// <summary>Reads one time cell in a given unit, to microseconds since 1970.</summary>
internal static class TimeReading
{
    public const long MicrosecondsASecond = 1_000_000;

    private const int MaxTextBytes = 64;
    private const long TicksAMicrosecond = TimeSpan.TicksPerMicrosecond;

    /// <summary>Days from the day 0 of spreadsheets, 30 December 1899, to 1970.</summary>
    private const int SpreadsheetDays = 25_569;
    private const long MillisecondsADay = 86_400_000;

    public static readonly long Least = Microseconds(DateTime.MinValue);
    public static readonly long Most = Microseconds(DateTime.MaxValue);

    /// <summary>Scale and bounds of whole numbers by unit.</summary>
    private static readonly (long Scale, long Least, long Most)[] s_whole =
    [
        .. Enum.GetValues<LogTimeUnit>()
            .Select(unit => Math.Max(1, (long)Scale(unit)))
            .Select(scale => (scale, Least / scale, Most / scale)),
    ];

    /// <summary>Returns the microseconds since 1970 of a time in UTC.</summary>
    public static long Microseconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TicksAMicrosecond;

    /// <summary>Returns the time in UTC of microseconds since 1970.</summary>
    public static DateTimeOffset Time(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(microseconds, Least, Most) * TicksAMicrosecond);

    /// <summary>Returns the number of microseconds in a unit of numbers.</summary>
    public static double Scale(LogTimeUnit unit) => unit switch
    {
        LogTimeUnit.Seconds => MicrosecondsASecond,
        LogTimeUnit.Milliseconds => 1000,
        LogTimeUnit.Nanoseconds => 0.001,
        LogTimeUnit.Days => MillisecondsADay * 1000d,
        _ => 1,
    };

    /// <summary>Returns false for a cell that has another form, or is beyond the years 1 to 9999.</summary>
    public static bool TryRead(ReadOnlySpan<byte> cell, LogTimeUnit unit, out long microseconds)
    {
        microseconds = 0;
        return unit switch
        {
            LogTimeUnit.Iso8601 => Text(cell, out microseconds),
            LogTimeUnit.Compact => Compact(cell, out microseconds),
            LogTimeUnit.Days => Days(cell, out microseconds),
            _ => Number(cell, unit, out microseconds),
        };
    }

    /// <summary>Reads a number of any size, whole or not.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> cell, out double number)
    {
        number = 0;
        return cell.Length <= MaxTextBytes
            && Utf8Parser.TryParse(cell, out number, out int used)
            && used == cell.Length
            && double.IsFinite(number);
    }

    private static bool Text(ReadOnlySpan<byte> cell, out long microseconds)
    {
        bool isDate = DateText.TryParse(cell, out long ticks);
        microseconds = isDate ? (ticks - DateTime.UnixEpoch.Ticks) / TicksAMicrosecond : 0;
        return isDate;
    }

    private static bool Number(ReadOnlySpan<byte> cell, LogTimeUnit unit, out long microseconds)
    {
        microseconds = 0;
        if (Utf8Parser.TryParse(cell, out long whole, out int used) && used == cell.Length)
        {
            if (unit == LogTimeUnit.Nanoseconds)
            {
                microseconds = (whole / 1000) - (whole % 1000 < 0 ? 1 : 0);
                return true;
            }

            (long scale, long least, long most) = s_whole[(int)unit];
            bool isTime = whole > least && whole < most;
            microseconds = isTime ? whole * scale : 0;
            return isTime;
        }

        // The number has a fraction or an exponent; a decimal holds every time to the microsecond.
        return TryDecimal(cell, out decimal value)
            && InRange(value, (decimal)Scale(unit), out microseconds);
    }

    private static bool InRange(decimal value, decimal scale, out long microseconds)
    {
        bool isTime = value >= Least / scale && value <= Most / scale;
        microseconds = isTime ? (long)decimal.Round(value * scale) : 0;
        return isTime;
    }

    private static bool TryDecimal(ReadOnlySpan<byte> cell, out decimal value)
    {
        value = 0;
        return cell.Length <= MaxTextBytes
            && Utf8Parser.TryParse(cell, out value, out int used)
            && used == cell.Length;
    }

    /// <summary>Reads days of a spreadsheet; its fractions are no finer than a millisecond.</summary>
    private static bool Days(ReadOnlySpan<byte> cell, out long microseconds)
    {
        microseconds = 0;
        if (!TryDecimal(cell, out decimal days) || !InRange(days - SpreadsheetDays, MillisecondsADay, out long time))
        {
            return false;
        }

        microseconds = time * 1000;
        return time >= Least / 1000 && time <= Most / 1000;
    }

    /// <summary>
    /// Reads digits without separators: yyyyMMdd, followed by nothing, hours, minutes, seconds or milliseconds.
    /// </summary>
    private static bool Compact(ReadOnlySpan<byte> cell, out long microseconds)
    {
        microseconds = 0;
        if (cell.Length is not (8 or 10 or 12 or 14 or 17) || cell.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        int year = Part(cell, 0, 4), month = Part(cell, 4, 2), day = Part(cell, 6, 2);
        int hour = Part(cell, 8, 2), minute = Part(cell, 10, 2), second = Part(cell, 12, 2);
        if (year < 1
            || month is < 1 or > 12
            || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23
            || minute > 59
            || second > 59)
        {
            return false;
        }

        microseconds = Microseconds(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc))
            + (Part(cell, 14, 3) * 1000L);
        return true;
    }

    private static int Part(ReadOnlySpan<byte> digits, int start, int length)
    {
        int number = 0;
        for (int i = start; i < Math.Min(digits.Length, start + length); i++)
        {
            number = (number * 10) + digits[i] - '0';
        }

        return number;
    }
}
