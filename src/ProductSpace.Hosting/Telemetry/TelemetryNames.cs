namespace ProductSpace.Hosting.Telemetry;

/// <summary>
/// Names of instruments and attributes: OpenTelemetry's own if it has one, else below <c>productspace.</c>, by its
/// rules: small letters, dots between namespaces, units of UCUM, no unit and no plural in a name.
/// </summary>
internal static class TelemetryNames
{
    public const string Duration = "productspace.query.duration";
    public const string Scored = "productspace.query.scored";
    public const string Truncated = "productspace.query.truncated";
    public const string UnknownIds = "productspace.query.unknown_id";
    public const string Generation = "productspace.generation.number";
    public const string DeltaVersions = "productspace.delta.versions";
    public const string DeltaMemory = "productspace.delta.memory";
    public const string GenerationAge = "productspace.generation.age";
    public const string Refused = "productspace.generation.refused";
    public const string SnapshotSize = "productspace.snapshot.size";
    public const string SnapshotResident = "productspace.snapshot.resident";
    public const string SnapshotHuge = "productspace.snapshot.huge_page";
    public const string OpenShops = "productspace.shop.open";
    public const string RecallSampled = "productspace.live_recall.query";
    public const string RecallExpected = "productspace.live_recall.expected";
    public const string RecallFound = "productspace.live_recall.found";
    public const string RecallRaised = "productspace.live_recall.raised";
    public const string RecallLost = "productspace.live_recall.lost";

    public const string Shop = "productspace.shop.name";
    public const string Strategy = "productspace.strategy";
    public const string Cause = "productspace.live_recall.cause";
    public const string Outcome = "productspace.live_recall.outcome";
    public const string ErrorType = "error.type";
    public const string Experiment = "feature_flag.key";
    public const string Variant = "feature_flag.result.variant";

    // For activities only: as attributes of metrics each value would make a series.
    public const string AnswerGeneration = Generation;
    public const string AnswerCount = "productspace.answer.count";
    public const string AnswerScored = Scored;
    public const string AnswerTruncated = Truncated;
    public const string AnswerUnknownIds = UnknownIds;

    public const string Activity = "productspace.search";

    private static readonly string[] s_strategies =
    [
        "none", "graph", "scan", "graph_then_scan", "cells", "cells_then_graph", "graph_then_cells", "prefix_scan",
    ];

    /// <summary>Returns the name of a strategy, made beforehand: allocates nothing.</summary>
    public static string Of(SearchStrategy strategy) =>
        (uint)strategy < (uint)s_strategies.Length ? s_strategies[(int)strategy] : "other";
}
