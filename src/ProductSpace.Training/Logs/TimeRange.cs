namespace ProductSpace.Training.Logs;

/// <summary>
/// The times that an event of a shop can have: from 1995, when the first shops opened on the web, to tomorrow. Tomorrow
/// leaves room for time zones. A time beyond it was read in the wrong unit, or stands for nothing.
/// </summary>
internal readonly record struct TimeRange(long Least, long Most)
{
    private const int FirstYear = 1995;

    public static TimeRange Of(TimeProvider clock) =>
        new(
            TimeReading.Microseconds(new DateTime(FirstYear, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
            TimeReading.Microseconds(clock.GetUtcNow().UtcDateTime.AddDays(1)));

    public bool Holds(long microseconds) => microseconds >= Least && microseconds <= Most;
}
