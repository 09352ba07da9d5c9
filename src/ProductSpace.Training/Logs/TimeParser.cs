using System.Globalization;
using System.Text;
using ProductSpace.Storage;

namespace ProductSpace.Training.Logs;

/// <summary>
/// Parses the time cells of one file to microseconds since 1970, in one unit or in a stated format, and refuses others
/// with their line.
/// </summary>
internal sealed class TimeParser(LogTimeUnit unit, string? format = null)
{
    /// <summary>Time with other numbers in every part, to see whether a format keeps the day.</summary>
    private static readonly DateTime s_sample = new(2011, 12, 25, 13, 14, 15, DateTimeKind.Utc);

    /// <summary>Throws for a format in which a day cannot be written and read again.</summary>
    public static void Check(string? format)
    {
        if (format is null)
        {
            return;
        }

        bool isKept = false;
        try
        {
            string text = s_sample.ToString(format, CultureInfo.InvariantCulture);
            isKept = TryFormat(text, format, out DateTime read) && read.Date == s_sample.Date;
        }
        catch (FormatException)
        {
            // Falls through to the message, which says how a format is written.
        }

        if (!isKept)
        {
            throw new TrainingInputException(
                $"--date-format {Printable.Shown(format)}: has no year, month and day; write it like dd.MM.yyyy "
                + "HH:mm:ss (d day, M month, y year, H hour, m minute, s second)");
        }
    }

    public long Parse(ReadOnlySpan<byte> cell, LogRows rows)
    {
        if (format is not null)
        {
            return cell.Length <= DateText.MaxBytes
                && TryFormat(Encoding.UTF8.GetString(cell), format, out DateTime time)
                ? TimeReading.Microseconds(time)
                : throw Bad(cell, rows, "does not have the form of --date-format; correct it, or the option");
        }

        if (TimeReading.TryRead(cell, unit, out long microseconds))
        {
            return microseconds;
        }

        throw unit == LogTimeUnit.Iso8601 ? BadText(cell, rows) : BadNumber(cell, rows);
    }

    private static bool TryFormat(string text, string format, out DateTime time) =>
        DateTime.TryParseExact(
            text,
            format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces,
            out time);

    private static TrainingInputException BadText(ReadOnlySpan<byte> cell, LogRows rows) =>
        DateText.IsDayOrMonthFirst(cell)
            ? Bad(
                cell,
                rows,
                "does not tell the day from the month; say which is first with --date-format, such as dd/MM/yyyy "
                + "HH:mm:ss or MM/dd/yyyy HH:mm:ss")
            : Bad(
                cell,
                rows,
                "is no time of the form 2024-03-05T12:30:00Z; correct it, set --date-format or --time-unit, or choose "
                + "--column time=...");

    private static TrainingInputException Bad(ReadOnlySpan<byte> cell, LogRows rows, string fault) =>
        new($"{rows.Where}: the time {LogText.Quote(cell)} {fault}");

    private TrainingInputException BadNumber(ReadOnlySpan<byte> cell, LogRows rows)
    {
        string name = TimeUnitNames.In(unit);
        string fault = TimeReading.TryNumber(cell, out _) && unit != LogTimeUnit.Compact
            ? $"{name} is beyond the years 1 to 9999"
            : $"is no time {name}";
        return Bad(cell, rows, $"{fault}; correct it, or set --time-unit or --column time=...");
    }
}
