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

    /// <summary>
    /// ISO 8601 date and time, or a date with the month by name; without an offset it is UTC.
    /// </summary>
    Iso8601,

    /// <summary>Nanoseconds since 1970.</summary>
    Nanoseconds,

    /// <summary>Days of a spreadsheet, since 30 December 1899, in UTC.</summary>
    Days,

    /// <summary>Digits without separators in UTC: yyyyMMdd, also with HH, HHmm, HHmmss or HHmmssfff.</summary>
    Compact,
}

/// <summary>How a quote inside a quoted cell of a text file is written.</summary>
public enum LogQuotes
{
    /// <summary>Detected from the first rows of each file.</summary>
    Guess,

    /// <summary>Doubled, as RFC 4180 says.</summary>
    Doubled,

    /// <summary>Escaped by a backslash, as Spark writes by default.</summary>
    Backslash,
}

/// <summary>What tells the sessions of a log apart that has both a session and a user column.</summary>
public enum LogSessionKey
{
    /// <summary>
    /// The session column alone, since a user id may change at login; session and user together if half of the events
    /// stand under session ids of at least three users each, as where visits are numbered per user.
    /// </summary>
    Guess,

    /// <summary>The session column alone.</summary>
    Session,

    /// <summary>Session and user together; events without a user are dropped.</summary>
    SessionAndUser,
}

/// <summary>Oddities of a log that stop its reading unless they are allowed.</summary>
[Flags]
public enum LogAllowances
{
    /// <summary>Nothing odd is allowed.</summary>
    None = 0,

    /// <summary>Times before 1995 or after tomorrow.</summary>
    Times = 1,

    /// <summary>A session id that stands under many users.</summary>
    SharedSessions = 2,

    /// <summary>A session or user that holds a third of all events.</summary>
    DominantKey = 4,

    /// <summary>Everything.</summary>
    All = Times | SharedSessions | DominantKey,
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

    /// <summary>
    /// Names of the columns of text files that have no header line, in order; null where the first line names them.
    /// </summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>How quotes inside quoted cells are written.</summary>
    public LogQuotes Quotes { get; init; }

    /// <summary>Unit of the time column.</summary>
    public LogTimeUnit TimeUnit { get; init; }

    /// <summary>
    /// Format of the time column, such as dd.MM.yyyy HH:mm, in the letters of .NET; null for <see cref="TimeUnit"/>.
    /// </summary>
    public string? DateFormat { get; init; }

    /// <summary>What tells sessions apart in a log with sessions and users.</summary>
    public LogSessionKey SessionKey { get; init; }

    /// <summary>Oddities that do not stop the reading.</summary>
    public LogAllowances Allow { get; init; }

    /// <summary>Clock that says what tomorrow is.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Folder for sorting events that do not fit in memory; null for the system's temporary folder.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>Number of events sorted in memory at a time; does not change the result.</summary>
    internal int ChunkEvents { get; init; } = 1 << 21;
}
