namespace ProductSpace.Evaluation.Attribution;

/// <summary>What impressions are told apart by.</summary>
public enum AttributionDimension
{
    /// <summary>Nothing: all of them.</summary>
    All,

    /// <summary>The placement.</summary>
    Placement,

    /// <summary>The variant of an experiment, within its placement.</summary>
    Variant,

    /// <summary>The source of the recommendation.</summary>
    Source,

    /// <summary>The place in the answer.</summary>
    Position,

    /// <summary>The snapshot that answered, by the first 8 digits of its content hash.</summary>
    Snapshot,
}
