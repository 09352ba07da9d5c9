namespace ProductSpace.Evaluation.Attribution;

/// <summary>What shown recommendations led to. Immutable.</summary>
public sealed record AttributionResult
{
    /// <summary>Number of impressions; a row that stands twice in the log is one.</summary>
    public required int Impressions { get; init; }

    /// <summary>Number of rows of what was shown that repeat another one exactly.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Number of sessions, or of users, with impressions.</summary>
    public required int Shoppers { get; init; }

    /// <summary>Number of rows of what was shown without product, time, session or user.</summary>
    public required long ShownLeftOut { get; init; }

    /// <summary>Number of events read.</summary>
    public required long Events { get; init; }

    /// <summary>Number of events without product, time, session or user.</summary>
    public required long EventsLeftOut { get; init; }

    /// <summary>Number of views and purchases that were attributed to an impression, further ones included.</summary>
    public required long Attributed { get; init; }

    /// <summary>Number of these after the first click, or the first purchase, of their impression.</summary>
    public required long Further { get; init; }

    /// <summary>Number of views and purchases of a product shown to the shopper before, but too long ago.</summary>
    public required long TooLate { get; init; }

    /// <summary>Figures by dimension: all, placements, variants, sources, positions, snapshots.</summary>
    public required IReadOnlyList<AttributionGroup> Groups { get; init; }

    /// <summary>
    /// Estimates from exploration slots, by placement and variant; empty where there is no propensity.
    /// </summary>
    public required IReadOnlyList<ExplorationEstimate> Exploration { get; init; }
}
