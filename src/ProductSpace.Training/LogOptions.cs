namespace ProductSpace.Training;

/// <summary>What the numbers of a time column count.</summary>
public enum LogTimeUnit
{
    /// <summary>Told from the column's name or from the size of its first values.</summary>
    Guess,

    /// <summary>Seconds since 1970, also with a fraction.</summary>
    Seconds,

    /// <summary>Milliseconds since 1970.</summary>
    Milliseconds,

    /// <summary>Microseconds since 1970.</summary>
    Microseconds,

    /// <summary>ISO 8601 date and time; without an offset it is UTC.</summary>
    Iso8601,
}

/// <summary>How the files of a log are read: CSV, TSV, JSON lines (each also as gzip) or Parquet, told by their content.</summary>
public sealed record LogOptions
{
    /// <summary>The names that <see cref="Columns"/> can have.</summary>
    public static IReadOnlyList<string> ColumnNames { get; } = [Logs.LogColumns.Session, Logs.LogColumns.User, Logs.LogColumns.Time, Logs.LogColumns.Product, Logs.LogColumns.Event, Logs.LogColumns.Dwell, Logs.LogColumns.Source];

    /// <summary>The log's header of a column (session, user, time, product, event, dwell, source); the others are guessed from usual names.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>Separator of a text file; null to tell it from the header line.</summary>
    public char? Delimiter { get; init; }

    /// <summary>What the time column counts.</summary>
    public LogTimeUnit TimeUnit { get; init; }

    /// <summary>Where events are sorted that do not fit in memory; null for the system's folder.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>Events sorted in memory at a time; does not show in the result.</summary>
    internal int ChunkEvents { get; init; } = 1 << 21;
}
