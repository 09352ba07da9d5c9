using System.Text;

namespace ProductSpace.Storage;

/// <summary>
/// Parses dates and times that can be understood in one way only: year first (2026-03-04, 2026/3/4 9:05, both forms of
/// ISO 8601), or with the month by name (4 Mar 2026, Mar 4, 2026, 04/Mar/2026:09:05:00 +0100). Without an offset it is
/// UTC. Everything else, such as 04-03-2026 or 10-3, is left to the caller to refuse.
/// </summary>
internal static class DateText
{
    /// <summary>Longest text that is looked at, in bytes.</summary>
    public const int MaxBytes = 64;

    private const int YearDigits = 4;
    private static readonly string[] s_months =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ];
    private static readonly string[] s_days =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    /// <summary>Parses UTF-8 text to ticks of .NET in UTC.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        text = text.Trim(" \t"u8);
        if (text.IsEmpty || text.Length > MaxBytes || !Ascii.IsValid(text))
        {
            return false;
        }

        DateScanner scanner = new(text);
        return Date(ref scanner, out DateTime date)
            && Time(ref scanner, out long time)
            && Offset(ref scanner, out long offset)
            && scanner.IsEnd
            && IsInRange(date.Ticks + time - offset, out ticks);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out long)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        Span<byte> bytes = stackalloc byte[MaxBytes];
        text = text.Trim();
        if (text.Length > MaxBytes
            || Ascii.FromUtf16(text, bytes, out int length) != System.Buffers.OperationStatus.Done
            || !TryParse(bytes[..length], out long ticks))
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>
    /// Returns true for a date of which only its writer knows whether the day or the month stands first, such as
    /// 04-03-2026 or 4.3.26: three numbers, of which none at the front is a year.
    /// </summary>
    public static bool IsDayOrMonthFirst(ReadOnlySpan<byte> text)
    {
        DateScanner scanner = new(text.Trim(" \t"u8));
        return scanner.Number(1, 2, out _)
            && scanner.OneOf("-/."u8, out byte separator)
            && scanner.Number(1, 2, out _)
            && scanner.Take(separator)
            && (scanner.Number(YearDigits, YearDigits, out _) || scanner.Number(2, 2, out _));
    }

    private static bool IsInRange(long from, out long ticks)
    {
        ticks = from;
        return from >= 0 && from <= DateTime.MaxValue.Ticks;
    }

    private static bool Date(ref DateScanner scanner, out DateTime date)
    {
        DateScanner start = scanner;
        if (YearFirst(ref scanner, out int year, out int month, out int day))
        {
            return Day(year, month, day, out date);
        }

        scanner = start;
        if (Basic(ref scanner, out year, out month, out day))
        {
            return Day(year, month, day, out date);
        }

        scanner = start;
        if (scanner.Word(s_days, out _))
        {
            scanner.Take((byte)',');
            scanner.Blanks();
        }

        date = default;
        return NamedMonth(ref scanner, out year, out month, out day) && Day(year, month, day, out date);
    }

    private static bool YearFirst(ref DateScanner scanner, out int year, out int month, out int day)
    {
        month = day = 0;
        return scanner.Number(YearDigits, YearDigits, out year)
            && scanner.OneOf("-/."u8, out byte separator)
            && scanner.Number(1, 2, out month)
            && scanner.Take(separator)
            && scanner.Number(1, 2, out day);
    }

    /// <summary>Scans the basic form of ISO 8601, which must have a time: 20260304T090500Z.</summary>
    private static bool Basic(ref DateScanner scanner, out int year, out int month, out int day)
    {
        const int digits = 8;
        year = month = day = 0;
        if (!scanner.Number(digits, digits, out int number) || !scanner.Is((byte)'T'))
        {
            return false;
        }

        (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        return true;
    }

    private static bool NamedMonth(ref DateScanner scanner, out int year, out int month, out int day)
    {
        year = day = 0;
        if (scanner.Word(s_months, out month))
        {
            scanner.OneOf(" -/."u8, out _);
            scanner.Blanks();
            return scanner.Number(1, 2, out day)
                && (scanner.Take((byte)',') | scanner.OneOf(" -/"u8, out _))
                && YearAfter(ref scanner, out year);
        }

        return scanner.Number(1, 2, out day)
            && (scanner.Take((byte)'.') | scanner.OneOf(" -/"u8, out _))
            && scanner.Word(s_months, out month)
            && scanner.OneOf(" -/.,"u8, out _)
            && YearAfter(ref scanner, out year);
    }

    private static bool YearAfter(ref DateScanner scanner, out int year)
    {
        scanner.Blanks();
        return scanner.Number(YearDigits, YearDigits, out year);
    }

    private static bool Day(int year, int month, int day, out DateTime date)
    {
        date = default;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc);
        return true;
    }

    /// <summary>Scans a time of day, which may be missing, to ticks.</summary>
    private static bool Time(ref DateScanner scanner, out long ticks)
    {
        ticks = 0;
        DateScanner start = scanner;
        bool isMarked = scanner.OneOf("Tt:"u8, out byte mark) || (scanner.Take((byte)',') | scanner.Blanks());
        if (!isMarked || !scanner.IsDigit)
        {
            scanner = start;
            return true;
        }

        long fraction = 0;
        int second = 0;
        bool isBasic = scanner.Digits is 4 or 6 && mark is (byte)'T' or (byte)'t';
        bool isColon = !isBasic;
        if (!scanner.Number(isBasic ? 2 : 1, 2, out int hour)
            || (isColon && !scanner.Take((byte)':'))
            || !scanner.Number(2, 2, out int minute))
        {
            return false;
        }

        if (isBasic ? scanner.IsDigit : scanner.Take((byte)':'))
        {
            if (!scanner.Number(2, 2, out second)
                || (scanner.OneOf(".,"u8, out _) && !scanner.Fraction(out fraction)))
            {
                return false;
            }
        }

        if (!HalfDay(ref scanner, ref hour) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        ticks = new TimeSpan(hour, minute, second).Ticks + fraction;
        return true;
    }

    private static bool HalfDay(ref DateScanner scanner, ref int hour)
    {
        DateScanner start = scanner;
        scanner.Blanks();
        bool isMorning = scanner.Text("am");
        if (!isMorning && !scanner.Text("pm"))
        {
            scanner = start;
            return true;
        }

        bool isHour = hour is >= 1 and <= 12;
        hour = (hour % 12) + (isMorning ? 0 : 12);
        return isHour;
    }

    /// <summary>Scans Z, UTC, GMT, or an offset of hours and minutes; a missing one is UTC.</summary>
    private static bool Offset(ref DateScanner scanner, out long ticks)
    {
        ticks = 0;
        scanner.Blanks();
        if (scanner.Text("utc") || scanner.Text("gmt") || scanner.Text("z") || scanner.IsEnd)
        {
            return true;
        }

        int minute = 0;
        const int mostHours = 14;
        if (!scanner.OneOf("+-"u8, out byte sign)
            || !scanner.Number(2, 2, out int hour)
            || ((scanner.Take((byte)':') || scanner.IsDigit) && !scanner.Number(2, 2, out minute))
            || hour > mostHours
            || minute > 59)
        {
            return false;
        }

        ticks = new TimeSpan(hour, minute, 0).Ticks * (sign == (byte)'-' ? -1 : 1);
        return true;
    }
}
