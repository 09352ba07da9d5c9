namespace ProductSpace.Training.Logs;

/// <summary>Words for the units of times, in reports and messages.</summary>
internal static class TimeUnitNames
{
    /// <summary>Returns the word that `--time-unit` takes.</summary>
    public static string Of(LogTimeUnit unit) => unit.ToString().ToLowerInvariant();

    /// <summary>Returns the unit as the end of a sentence.</summary>
    public static string In(LogTimeUnit unit) => unit switch
    {
        LogTimeUnit.Days => "in days of a spreadsheet",
        LogTimeUnit.Compact => "of the form yyyyMMddHHmmss",
        LogTimeUnit.Iso8601 => "as text",
        _ => $"in {Of(unit)}",
    };
}
