namespace ProductSpace.Training;

/// <summary>
/// The figures by which one sees whether a log was read as it was meant, before anything that cleaning decided.
/// </summary>
public sealed record LogPlausibility
{
    /// <summary>Number of rows of all files.</summary>
    public required long RowsRead { get; init; }

    /// <summary>Number of rows that are trained on or held out.</summary>
    public required long RowsUsed { get; init; }

    /// <summary>Number of distinct users; null without a user column.</summary>
    public required long? Users { get; init; }

    /// <summary>True if the number of users is an estimate, within about one per cent.</summary>
    public required bool UsersAreEstimated { get; init; }

    /// <summary>Number of sessions before anything was dropped from them.</summary>
    public required long Sessions { get; init; }

    /// <summary>Number of distinct products in the events that were not dropped on reading.</summary>
    public required int Products { get; init; }

    /// <summary>First time of an event that was not dropped on reading; null without times.</summary>
    public required DateTimeOffset? FirstTime { get; init; }

    /// <summary>Last time of an event that was not dropped on reading; null without times.</summary>
    public required DateTimeOffset? LastTime { get; init; }

    /// <summary>Number of events of the largest session.</summary>
    public required long LargestSessionEvents { get; init; }

    /// <summary>Share of the largest session in all events that were not dropped on reading.</summary>
    public required double LargestSessionShare { get; init; }

    /// <summary>What is odd about the log, in sentences; empty if nothing is.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
