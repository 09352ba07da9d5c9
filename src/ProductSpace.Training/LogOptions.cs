namespace ProductSpace.Training;

/// <summary>Unit of the numbers in a time column.</summary>
public enum LogTimeUnit
{
    /// <summary>Guessed from the column's name, or from the size of its first values.</summary>
    Guess,

    /// <summary>Seconds since 1970, possibly with a fraction.</summary>
    Seconds,

    /// <summary>Milliseconds since 1970.</summary>
    Milliseconds,

    /// <summary>Microseconds since 1970.</summary>
    Microseconds,

    /// <summary>ISO 8601 date and time; without an offset it is UTC.</summary>
    Iso8601,
}

/// <summary>
/// How to read the files of a log: CSV, TSV, JSON lines (each also with gzip) or Parquet, recognized by their content.
/// </summary>
public sealed record LogOptions
{
    /// <summary>Names of the columns that <see cref="Columns"/> can map.</summary>
    public static IReadOnlyList<string> ColumnNames { get; } =
    [
        Logs.LogColumns.Session,
        Logs.LogColumns.User,
        Logs.LogColumns.Time,
        Logs.LogColumns.Product,
        Logs.LogColumns.Event,
        Logs.LogColumns.Dwell,
        Logs.LogColumns.Source,
    ];

    /// <summary>
    /// Header in the log for each column that is named here (session, user, time, product, event, dwell, source); the
    /// headers of the others are guessed from common names.
    /// </summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>Separator of a text file; null to detect it in the header line.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Unit of the time column.</summary>
    public LogTimeUnit TimeUnit { get; init; }

    /// <summary>Folder for sorting events that do not fit in memory; null for the system's temporary folder.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>Number of events sorted in memory at a time; does not change the result.</summary>
    internal int ChunkEvents { get; init; } = 1 << 21;
}
