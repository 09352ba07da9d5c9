using System.Text.Json;

namespace ProductSpace.Training;

/// <summary>How one file was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Form">csv, tsv, json lines or parquet.</param>
/// <param name="Events">Rows in it.</param>
/// <param name="Columns">Which of its headers is which column.</param>
/// <param name="TimeUnit">What its times count; null without times.</param>
public sealed record LogFileReport(string Path, string Form, long Events, IReadOnlyDictionary<string, string> Columns, LogTimeUnit? TimeUnit);

/// <summary>What one step of cleaning dropped.</summary>
/// <param name="Reason">A word for programs.</param>
/// <param name="Description">What the events have in common.</param>
/// <param name="Events">Events dropped.</param>
/// <param name="Sessions">Sessions dropped as a whole.</param>
public sealed record CleaningDrop(string Reason, string Description, long Events, long Sessions);

/// <summary>Whether the times of a log measure time or only order, and why.</summary>
/// <param name="IsClock">True where a gap between two events is time spent.</param>
/// <param name="Reason">The figures that decided.</param>
public sealed record ClockVerdict(bool IsClock, string Reason);

/// <summary>
/// What was read, kept and dropped: events read = events dropped + tokens + events held out. Holds no id of a session or
/// user.
/// </summary>
public sealed partial record CleaningReport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The files in the order of reading, those of a validation log last.</summary>
    public required IReadOnlyList<LogFileReport> Files { get; init; }

    /// <summary>Rows of all files.</summary>
    public required long EventsRead { get; init; }

    /// <summary>Sessions before anything was dropped from them.</summary>
    public required long SessionsRead { get; init; }

    /// <summary>Distinct products of the events that were not dropped on reading.</summary>
    public required int ProductsRead { get; init; }

    /// <summary>What made the sessions.</summary>
    public required string SessionsBy { get; init; }

    /// <summary>Each reason that dropped something, in the order of the steps.</summary>
    public required IReadOnlyList<CleaningDrop> Drops { get; init; }

    /// <summary>Sessions to train on.</summary>
    public required long Sessions { get; init; }

    /// <summary>Products in them.</summary>
    public required int Products { get; init; }

    /// <summary>Events in them, purchases beside views included.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens that are purchases beside views.</summary>
    public required long PurchaseTokens { get; init; }

    /// <summary>Tokens that a recommender caused.</summary>
    public required long RecommendedTokens { get; init; }

    /// <summary>True where the log holds purchases only, which then are the sequences.</summary>
    public required bool IsPurchasesOnly { get; init; }

    /// <summary>Sessions kept out of training.</summary>
    public required long HeldOutSessions { get; init; }

    /// <summary>Events in them.</summary>
    public required long HeldOutEvents { get; init; }

    /// <summary>Whether times are a clock.</summary>
    public required ClockVerdict Clock { get; init; }

    /// <summary>What tells how long a view was looked at, or why nothing does.</summary>
    public required string Dwell { get; init; }

    /// <summary>Time of the first event that stays; only where times are a clock.</summary>
    public DateTimeOffset? FirstTime { get; init; }

    /// <summary>Time of the last event that stays; only where times are a clock.</summary>
    public DateTimeOffset? LastTime { get; init; }

    /// <summary>For programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}
