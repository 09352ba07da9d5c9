using ProductSpace.Storage;

namespace ProductSpace.Training.Logs;

/// <summary>
/// Guesses the unit of a time column from its first cells: text if one is a date; otherwise the unit in which most of
/// them lie in the range of a shop's events. The ranges of the units do not overlap. Numbers that lie in none, such as
/// those of a counter, are told apart by size.
/// </summary>
internal static class TimeUnitGuess
{
    /// <summary>Number of rows used to guess the unit: a log can begin with a few small numbers.</summary>
    public const int Rows = 1000;

    /// <summary>
    /// Smallest number taken for milliseconds: in seconds it is the year 5138, in milliseconds 1973, and no shop's log
    /// lies between.
    /// </summary>
    private const double LeastMilliseconds = 1e11;
    private const double LeastMicroseconds = 1e14;
    private const double LeastNanoseconds = 1e17;

    private static readonly LogTimeUnit[] s_numbers =
    [
        LogTimeUnit.Seconds,
        LogTimeUnit.Milliseconds,
        LogTimeUnit.Microseconds,
        LogTimeUnit.Nanoseconds,
        LogTimeUnit.Compact,
        LogTimeUnit.Days,
    ];

    /// <summary>
    /// Returns the unit of the time column of a file: what the options or its header state, else a guess.
    /// </summary>
    public static LogTimeUnit OfFile(string file, LogOptions options, CancellationToken cancellationToken)
    {
        // A gzip file is checked to its end here, once.
        using LogRows rows = LogFile.Open(file, options, isChecked: false, cancellationToken);
        LogColumns columns = LogColumns.Resolve(rows, options);
        if (options.DateFormat is not null)
        {
            return LogTimeUnit.Iso8601;
        }

        if (options.TimeUnit != LogTimeUnit.Guess || columns.HeaderOf(LogColumns.Time) is not string header)
        {
            return options.TimeUnit;
        }

        rows.Select([columns[LogColumns.Time]]);
        List<byte[]> cells = [];
        while (cells.Count < Rows && rows.Read())
        {
            cells.Add(LogText.Trim(rows.Cell(0)).ToArray());
        }

        LogTimeUnit guess = Of(cells, TimeRange.Of(options.Clock));
        LogTimeUnit stated = LogColumns.UnitOf(header);
        return guess != LogTimeUnit.Iso8601 && stated != LogTimeUnit.Guess ? stated : guess;
    }

    public static LogTimeUnit Of(IEnumerable<byte[]> cells, TimeRange range)
    {
        int[] plausible = new int[s_numbers.Length];
        double largest = 0;
        int numbers = 0, texts = 0;
        bool hasFraction = false;
        foreach (byte[] cell in cells)
        {
            if (NothingText.Is(cell))
            {
                continue;
            }

            if (!TimeReading.TryNumber(cell, out double size))
            {
                texts++;
                if (DateText.TryParse(cell, out _) || DateText.IsDayOrMonthFirst(cell))
                {
                    return LogTimeUnit.Iso8601;
                }

                continue;
            }

            numbers++;
            hasFraction |= cell.AsSpan().Contains((byte)'.');
            largest = Math.Max(largest, Math.Abs(size));
            for (int i = 0; i < s_numbers.Length; i++)
            {
                plausible[i] += TimeReading.TryRead(cell, s_numbers[i], out long time) && range.Holds(time) ? 1 : 0;
            }
        }

        if (numbers == 0 && texts > 0)
        {
            return LogTimeUnit.Iso8601;
        }

        // Small whole numbers are a counter more often than days, and a counter can pass through some valid dates.
        plausible[^1] = hasFraction ? plausible[^1] : 0;
        plausible[^2] = plausible[^2] == numbers ? plausible[^2] : 0;
        int most = plausible.Max();
        return most > 0 ? s_numbers[Array.IndexOf(plausible, most)] : BySize(largest);
    }

    /// <summary>Returns the units in which a cell would lie in the range.</summary>
    public static IEnumerable<(LogTimeUnit Unit, DateTimeOffset Time)> Plausible(byte[] cell, TimeRange range)
    {
        foreach (LogTimeUnit unit in s_numbers)
        {
            if (TimeReading.TryRead(cell, unit, out long time) && range.Holds(time))
            {
                yield return (unit, TimeReading.Time(time));
            }
        }
    }

    private static LogTimeUnit BySize(double largest) => largest switch
    {
        < LeastMilliseconds => LogTimeUnit.Seconds,
        < LeastMicroseconds => LogTimeUnit.Milliseconds,
        < LeastNanoseconds => LogTimeUnit.Microseconds,
        _ => LogTimeUnit.Nanoseconds,
    };
}
