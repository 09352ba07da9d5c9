using ProductSpace.Storage;

namespace ProductSpace.Planning;

/// <summary>What a plan depends on besides the space and its filter.</summary>
/// <param name="Kind">Kind of the query, as calibrated.</param>
/// <param name="K">Products of the base to find, at least 1.</param>
/// <param name="TargetRecall">Share of the true nearest to find; 1 asks for the exact answer.</param>
internal readonly record struct PlanRequest(QueryKind Kind, int K, float TargetRecall)
{
    /// <summary>efSearch that the caller set by hand; 0 leaves it to the target.</summary>
    public int EfSearch { get; init; }

    /// <summary>Products that may not be in the answer: a pool has a place for each.</summary>
    public int Excluded { get; init; }

    /// <summary>Those of them that the caller listed; the viewed ones were left out by the calibration too.</summary>
    public int Listed { get; init; }

    /// <summary>Whether groups are limited, so that a prefix scan, which knows only the k nearest, cannot answer.</summary>
    public bool HasGroupLimits { get; init; }
}
