using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Search;

/// <summary>
/// One search, its options checked and resolved against one space, one filter and one view of a delta.
/// </summary>
/// <param name="Planner">Of the space.</param>
/// <param name="Filter">What matches in the base; null for everything.</param>
/// <param name="FilterPlans">What the filter remembers of plans; null exactly where there is no filter.</param>
/// <param name="Delta">The delta as the search sees it.</param>
internal readonly record struct SearchRequest(
    Planner Planner, SpaceFilter? Filter, PlanMemo? FilterPlans, DeltaView Delta)
{
    public QueryKind Kind { get; init; }

    /// <summary>1 asks for the exact answer.</summary>
    public float TargetRecall { get; init; }

    /// <summary>efSearch set by hand; 0 leaves it to the target.</summary>
    public int EfSearch { get; init; }

    /// <summary>Products that the caller excludes, the viewed ones not counted.</summary>
    public int Listed { get; init; }

    /// <summary>Lowest similarity of a result; null for any.</summary>
    public float? MinSimilarity { get; init; }

    public DiversityPlan Diversity { get; init; }

    /// <summary>Number of the first hits for which the target is kept; 0 for all.</summary>
    public int Promised { get; init; }

    public SearchLimits Limits { get; init; }

    /// <summary>Whether products of the delta are merged in; else somebody else does so.</summary>
    public bool MergesDelta { get; init; }

    public SpaceView Space
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Planner.Space;
    }

    /// <summary>Base products that may match.</summary>
    public int MatchesInBase
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Filter?.Rows.Count ?? Space.Count - Delta.Gone;
    }

    /// <summary>At least the number of products that match; exactly, where there is no filter.</summary>
    public int MaxMatches
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !MergesDelta ? MatchesInBase
            : (int)Math.Min(int.MaxValue / 2, MatchesInBase + (Filter is null ? Delta.Living : (long)Delta.Versions));
    }

    /// <summary>The plan for <paramref name="k"/> products of the base; none where these are 0.</summary>
    /// <param name="k">Candidates wanted.</param>
    /// <param name="excluded">Products that may not be in the answer.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SearchPlan PlanFor(int k, int excluded) => k == 0 ? default : Planner.PlanFor(
        new PlanRequest(Kind, k, TargetRecall)
        {
            EfSearch = EfSearch,
            Excluded = excluded,
            Listed = Listed,
            HasGroupLimits = Diversity.Groups is not null,
        },
        Filter,
        FilterPlans);

    /// <summary>What the options allow a search that begins now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SearchLimits LimitsOf(in SearchOptions options) => new(
        options.MaxScoredVectors,
        options.TimeLimit == TimeSpan.Zero ? 0 : SearchLimits.DeadlineAfter(options.TimeLimit),
        options.CancellationToken);
}
