using System.Text.Json;

namespace ProductSpace.Training;

/// <summary>How one file of a log was read.</summary>
/// <param name="Path">Path of the file.</param>
/// <param name="Form">Format: csv, tsv, json lines or parquet.</param>
/// <param name="Events">Number of rows.</param>
/// <param name="Columns">Header of the file for each column that was found.</param>
/// <param name="TimeUnit">Unit of its times; null without times.</param>
public sealed record LogFileReport(
    string Path,
    string Form,
    long Events,
    IReadOnlyDictionary<string, string> Columns,
    LogTimeUnit? TimeUnit);

/// <summary>Events that one step of cleaning dropped.</summary>
/// <param name="Reason">Reason as a word for programs.</param>
/// <param name="Description">Reason as text for people.</param>
/// <param name="Events">Number of events dropped.</param>
/// <param name="Sessions">Number of sessions dropped as a whole.</param>
public sealed record CleaningDrop(string Reason, string Description, long Events, long Sessions);

/// <summary>Whether the times of a log measure time or only give an order, and why.</summary>
/// <param name="IsClock">True if a gap between two events is time spent.</param>
/// <param name="Reason">Figures that decided.</param>
public sealed record ClockVerdict(bool IsClock, string Reason);

/// <summary>
/// What was read, kept and dropped. The events read are those dropped, the tokens, and the events held out. Holds no id
/// of a session or user.
/// </summary>
public sealed partial record CleaningReport
{
    /// <summary>Figures that show whether the log was read as it was meant.</summary>
    public required LogPlausibility Plausibility { get; init; }

    /// <summary>Files in the order of reading, those of a validation log last.</summary>
    public required IReadOnlyList<LogFileReport> Files { get; init; }

    /// <summary>Number of rows of all files.</summary>
    public required long EventsRead { get; init; }

    /// <summary>Number of sessions before anything was dropped from them.</summary>
    public required long SessionsRead { get; init; }

    /// <summary>Number of distinct products in the events that were not dropped on reading.</summary>
    public required int ProductsRead { get; init; }

    /// <summary>What the sessions were made by: a column, or users and pauses.</summary>
    public required string SessionsBy { get; init; }

    /// <summary>Drops by reason, in the order of the steps; reasons that dropped nothing are left out.</summary>
    public required IReadOnlyList<CleaningDrop> Drops { get; init; }

    /// <summary>Number of sessions to train on.</summary>
    public required long Sessions { get; init; }

    /// <summary>Number of products in these sessions.</summary>
    public required int Products { get; init; }

    /// <summary>Number of events in these sessions, purchases included.</summary>
    public required long Tokens { get; init; }

    /// <summary>Number of tokens that are purchases in a log of views.</summary>
    public required long PurchaseTokens { get; init; }

    /// <summary>Number of tokens that a recommender caused.</summary>
    public required long RecommendedTokens { get; init; }

    /// <summary>True if the log holds purchases only, which are then the sequences.</summary>
    public required bool IsPurchasesOnly { get; init; }

    /// <summary>Number of sessions kept out of training.</summary>
    public required long HeldOutSessions { get; init; }

    /// <summary>Number of events kept out of training.</summary>
    public required long HeldOutEvents { get; init; }

    /// <summary>Whether times are a clock, and why.</summary>
    public required ClockVerdict Clock { get; init; }

    /// <summary>Source of the time that views lasted, or why it is unknown.</summary>
    public required string Dwell { get; init; }

    /// <summary>Time of the first event that was kept; null unless times are a clock.</summary>
    public DateTimeOffset? FirstTime { get; init; }

    /// <summary>Time of the last event that was kept; null unless times are a clock.</summary>
    public DateTimeOffset? LastTime { get; init; }

    /// <summary>Returns the report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CleaningJson.Readable.CleaningReport);
}
