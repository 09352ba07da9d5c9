namespace ProductSpace.Training.Logs;

/// <summary>
/// Watches the times of the events that are used: first, last, and those that no event of a shop can have.
/// </summary>
internal sealed class TimeWatch(TimeRange range)
{
    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    public long Count { get; private set; }

    /// <summary>Number of times outside the range.</summary>
    public long Outside { get; private set; }

    /// <summary>True if every time lies before the range, as those of a counter do.</summary>
    public bool IsAllBefore => Count > 0 && Last < range.Least;

    /// <summary>First time outside the range with its place and the remedy; null if there is none.</summary>
    public string? Example { get; private set; }

    public void Add(long time, ReadOnlySpan<byte> cell, LogTimeUnit unit, LogRows rows)
    {
        Count++;
        First = Math.Min(First, time);
        Last = Math.Max(Last, time);
        if (range.Holds(time))
        {
            return;
        }

        Outside++;
        Example ??= Describe(time, cell, unit, rows);
    }

    private string Describe(long time, ReadOnlySpan<byte> cell, LogTimeUnit unit, LogRows rows)
    {
        string[] others = [
            .. TimeUnitGuess.Plausible(cell.ToArray(), range)
                .Where(other => other.Unit != unit)
                .Select(other =>
                    FormattableString.Invariant(
                        $"; it would be {other.Time:yyyy-MM-dd} with --time-unit {TimeUnitNames.Of(other.Unit)}")),
        ];
        string read = $"{rows.Where}: the time {LogText.Quote(cell)} {TimeUnitNames.In(unit)}";
        return FormattableString.Invariant($"{read} is {TimeReading.Time(time):yyyy-MM-dd}") + string.Concat(others);
    }
}
