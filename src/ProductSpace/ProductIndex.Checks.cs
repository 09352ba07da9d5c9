using System.Runtime.CompilerServices;
using ProductSpace.Delta;
using ProductSpace.Search;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace;

/// <summary>
/// Checks that <see cref="ProductIndex"/> makes before it hands a search over, and the request that it hands over.
/// </summary>
public sealed partial class ProductIndex
{
    /// <summary>Returns the space that a query asks: that of the options, else the one that fits the query.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Space SpaceOf(in SearchOptions options, bool isSession) =>
        options.Space ?? (isSession && HasNext ? Space.Next : Space.Similar);

    /// <summary>Resolves checked options into the request that the executor takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal SearchRequest RequestOf(in SearchOptions options, Space space, QueryKind kind, DeltaView delta, bool exact)
    {
        ProductFilter? filter = options.Filter;
        return new SearchRequest(_planners[(int)space], filter?.In(space), filter?.PlansIn(space), delta)
        {
            Kind = kind,
            TargetRecall = exact ? 1 : options.TargetRecall,
            EfSearch = options.EfSearch,
            Listed = options.Exclude.Length + options.ExcludeIds.Length,
            MinSimilarity = options.MinSimilarity,
            Diversity = DiversityOf(options),
            Promised = options.Promised,
            Limits = SearchRequest.LimitsOf(options),
            MergesDelta = delta.IsOn,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void CheckVector(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException(
                $"the vector has {vector.Length} numbers, the snapshot's have {Dimension}", nameof(vector));
        }
    }

    /// <summary>Refuses weights that do not fit; returns how many products were viewed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int CheckViews(ReadOnlySpan<int> ordinals, ReadOnlySpan<string> ids, in SearchOptions options)
    {
        int given = Math.Max(ordinals.Length, ids.Length);
        if (!options.Weights.IsEmpty && options.Weights.Length != given)
        {
            throw new ArgumentException(
                $"{options.Weights.Length} weights for {given} viewed products", nameof(options));
        }

        return given;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal SpaceView CheckOptions(in SearchOptions options, Space asked)
    {
        SpaceView space = ViewOf(asked);
        if (!(options.TargetRecall is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.TargetRecall, "TargetRecall must be above 0 and at most 1");
        }

        if (!(options.Decay is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Decay, "Decay must be above 0 and at most 1");
        }

        if (options.EfSearch is < 0 or > 1 << 20)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.EfSearch, "EfSearch must be from 0 (by TargetRecall) to 1048576");
        }

        if (options.EfSearch > 0 && !space.HasGraph && space.Cells is not null)
        {
            throw new ArgumentException(
                "EfSearch asks for a walk, and this snapshot was built without a graph (structures: cells); "
                + "leave it 0 and set TargetRecall",
                nameof(options));
        }

        if (options.Filter is ProductFilter filter && filter.Owner != this)
        {
            throw new ArgumentException(
                "the filter was compiled by another index; compile it again with this index's CreateFilter",
                nameof(options));
        }

        if (options.MaxScoredVectors < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.MaxScoredVectors, "MaxScoredVectors must be 0 (any number) or above");
        }

        if (options.TimeLimit < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.TimeLimit, "TimeLimit must be zero (none) or above");
        }

        if (options.MinSimilarity is float min
            && !(space.Model.Form.IsDot ? float.IsFinite(min) : min is >= -1 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                min,
                space.Model.Form.IsDot
                    ? "MinSimilarity must be a number, or null for any"
                    : "MinSimilarity must be from -1 to 1, or null for any");
        }

        if (options.DiversityLambda != 1 || options.GroupLimit.Max > 0)
        {
            CheckDiversity(options);
        }

        options.CancellationToken.ThrowIfCancellationRequested();
        return space;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CheckDiversity(in SearchOptions options)
    {
        if (!(options.DiversityLambda is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.DiversityLambda, "DiversityLambda must be above 0 and at most 1");
        }

        if (options.GroupLimit.Facet is string facet && Columns.Facets.Find(facet) < 0)
        {
            new ProductTerms(Columns).Facet(facet, allowUnknown: false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private DiversityPlan DiversityOf(in SearchOptions options)
    {
        GroupLimit limit = options.GroupLimit;
        return new DiversityPlan(1 - (double)options.DiversityLambda, GroupsOf(limit), limit.Max);
    }

    /// <summary>The groups of a limit whose facet is known; null where no limit is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private GroupColumn? GroupsOf(GroupLimit limit) => limit.Max == 0 ? null
        : limit.Facet is string facet ? _snapshot.Groups.OfFacet(Columns.Facets.Find(facet))
        : _snapshot.Groups.OfLevel(limit.CategoryLevel);
}
