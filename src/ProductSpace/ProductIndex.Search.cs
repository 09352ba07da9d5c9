using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace;

/// <summary>The searches of <see cref="ProductIndex"/>: each approximate one has an exact sibling of the same shape.</summary>
public sealed partial class ProductIndex
{
    /// <summary>
    /// The products nearest to a vector, best first, into the caller's span: k is its length. Exactly min(k, matching
    /// products) are written, fewer only where a budget or caps of a diversity say so. 0 bytes are allocated.
    /// </summary>
    /// <param name="vector">Dimension numbers of any length but zero; not changed.</param>
    /// <param name="hits">Filled from the start; the rest stays untouched.</param>
    /// <param name="options">Space, filter, recall target, exclusions, budget, diversity.</param>
    /// <exception cref="ArgumentException">the vector has another dimension, is zero or not finite, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult Search(ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchVector(vector, hits, options, exact: false);

    /// <summary>The same question as <see cref="Search"/>, answered by looking at every matching product: the truth.</summary>
    /// <exception cref="ArgumentException">as <see cref="Search"/>.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchExact(ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchVector(vector, hits, options, exact: true);

    /// <summary>
    /// What next for a shopper who viewed these products (ordinals, oldest first): the session vector is the weighted mean
    /// of their IN vectors, and the walk starts at their own nodes too. Viewed products are not in the answer unless asked
    /// for; ordinals outside of the snapshot are ignored and counted. An empty session has an empty answer.
    /// </summary>
    /// <exception cref="ArgumentException">an option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSession(ReadOnlySpan<int> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(viewed, default, hits, options, exact: false);

    /// <summary>As <see cref="SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/>, by product ids.</summary>
    /// <exception cref="ArgumentException">an option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSession(ReadOnlySpan<string> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(default, viewed, hits, options, exact: false);

    /// <summary>The exact answer to <see cref="SearchSession(ReadOnlySpan{int}, Span{Neighbor}, in SearchOptions)"/>.</summary>
    /// <exception cref="ArgumentException">an option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSessionExact(ReadOnlySpan<int> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(viewed, default, hits, options, exact: true);

    /// <summary>The exact answer to <see cref="SearchSession(ReadOnlySpan{string}, Span{Neighbor}, in SearchOptions)"/>.</summary>
    /// <exception cref="ArgumentException">an option is out of range, or the weighted mean is zero.</exception>
    /// <exception cref="OperationCanceledException">the caller's token was cancelled; nothing is written.</exception>
    /// <exception cref="ObjectDisposedException">the index is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SearchResult SearchSessionExact(ReadOnlySpan<string> viewed, Span<Neighbor> hits, in SearchOptions options = default) =>
        SearchViews(default, viewed, hits, options, exact: true);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchResult SearchVector(ReadOnlySpan<float> vector, Span<Neighbor> hits, in SearchOptions options, bool exact)
    {
        SpaceView space = CheckOptions(options);
        CheckVector(vector);
        Enter();
        SearchContext scratch = ScratchPool<SearchContext>.Rent(Count);
        try
        {
            scratch.See(DeltaIn(options.Space), options.Filter?.In(options.Space));
            PrepareVector(space, vector, options, scratch);
            return Answer(space, scratch, hits, options, QueryKind.Vector, [], exact);
        }
        finally
        {
            scratch.End();
            ScratchPool<SearchContext>.Return(Count, scratch);
            Exit();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchResult SearchViews(ReadOnlySpan<int> ordinals, ReadOnlySpan<string> ids, Span<Neighbor> hits, in SearchOptions options, bool exact)
    {
        SpaceView space = CheckOptions(options);
        int given = CheckViews(ordinals, ids, options);
        Enter();
        SearchContext scratch = ScratchPool<SearchContext>.Rent(Count);
        try
        {
            scratch.See(DeltaIn(options.Space), options.Filter?.In(options.Space));
            (int known, int seeds) = PrepareViews(space, ordinals, ids, options, scratch);
            int unknown = given - known;
            if (known == 0)
            {
                return new SearchResult { UnknownIds = unknown, Generation = Generation };
            }

            return Answer(space, scratch, hits, options, KindOf(seeds), scratch.Viewed.AsSpan(0, seeds), exact) with { UnknownIds = unknown };
        }
        finally
        {
            scratch.End();
            ScratchPool<SearchContext>.Return(Count, scratch);
            Exit();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void CheckVector(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException($"the vector has {vector.Length} numbers, the snapshot's have {Dimension}", nameof(vector));
        }
    }

    /// <summary>Refuses weights that do not fit; returns how many products were viewed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int CheckViews(ReadOnlySpan<int> ordinals, ReadOnlySpan<string> ids, in SearchOptions options)
    {
        int given = Math.Max(ordinals.Length, ids.Length);
        if (!options.Weights.IsEmpty && options.Weights.Length != given)
        {
            throw new ArgumentException($"{options.Weights.Length} weights for {given} viewed products", nameof(options));
        }

        return given;
    }

    /// <summary>What a session from so many seeds is to the calibration.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static QueryKind KindOf(int seeds) => seeds == 0 ? QueryKind.Vector : Calibration.KindOf(seeds);

    /// <summary>Puts a vector's query and what is excluded into the scratch; between <see cref="Enter"/> and <see cref="Exit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void PrepareVector(SpaceView space, ReadOnlySpan<float> vector, in SearchOptions options, SearchContext scratch)
    {
        if (!SessionVector.FromVector(space.Model, vector, scratch))
        {
            throw new ArgumentException("the vector is zero or holds a number that is not finite: it has no direction to search in", nameof(vector));
        }

        scratch.Excluded.Clear();
        scratch.Exclude(options.Exclude.Span);
    }

    /// <summary>
    /// The same of a session. Returns how many of the views the snapshot knows, without which there is nothing to ask, and
    /// how many slots of the scratch's viewed products a walk starts from.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal (int Known, int Seeds) PrepareViews(SpaceView space, ReadOnlySpan<int> ordinals, ReadOnlySpan<string> ids, in SearchOptions options, SearchContext scratch)
    {
        (int known, bool weighted) = CollectViews(ordinals, ids, options.Weights.Span, scratch);
        if (known == 0)
        {
            return default;
        }

        Span<int> viewed = scratch.Viewed.AsSpan(0, known);
        ReadOnlySpan<float> weights = weighted ? scratch.Weights.AsSpan(0, known) : default;
        if (!SessionVector.FromViews(_spaces[0], space.Model, viewed, weights, options.Decay, scratch))
        {
            throw new ArgumentException("the weighted mean of the viewed products is zero or not finite: it has no direction to search in", nameof(options));
        }

        scratch.Excluded.Clear();
        scratch.Exclude(options.Exclude.Span);
        if (!options.IncludeViewed)
        {
            scratch.Excluded.Add(viewed);
        }

        if (!options.SeedFromViewed)
        {
            return (known, 0);
        }

        // Products of a delta have no node to start from.
        int seeds = 0;
        foreach (int ordinal in viewed)
        {
            if (ordinal < Count)
            {
                viewed[seeds++] = space.ToSlot(ordinal);
            }
        }

        return (known, seeds);
    }

    /// <summary>Puts the known viewed products (and their weights) into the scratch; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Known, bool Weighted) CollectViews(ReadOnlySpan<int> ordinals, ReadOnlySpan<string> ids, ReadOnlySpan<float> weights, SearchContext scratch)
    {
        int given = Math.Max(ordinals.Length, ids.Length);
        scratch.EnsureViews(given);
        int known = 0;
        for (int i = 0; i < given; i++)
        {
            int ordinal;
            if (ids.IsEmpty)
            {
                ordinal = ordinals[i];
            }
            else if (ids[i] is null || !TryFind(ids[i], scratch.Delta, out ordinal))
            {
                continue;
            }

            ordinal = scratch.Delta.Current(ordinal, Count);
            if (ordinal >= 0)
            {
                scratch.Viewed[known] = ordinal;
                scratch.Weights[known] = weights.IsEmpty ? 0 : weights[i];
                known++;
            }
        }

        return (known, !weights.IsEmpty);
    }

    /// <summary>
    /// Answers the prepared query of a scratch, which keeps the answer in its lists until it is used again. What a delta hides
    /// is left out; its own products are merged in unless the caller does so.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal SearchResult Answer(SpaceView space, SearchContext scratch, Span<Neighbor> hits, in SearchOptions options, QueryKind kind, ReadOnlySpan<int> seeds, bool exact, bool merges = true)
    {
        SpaceFilter? filter = options.Filter?.In(options.Space);
        int inBase = MatchesOfBase(space, filter, scratch.Delta);
        merges &= scratch.Delta.IsOn;
        int matches = merges ? MostMatches(space, filter, scratch.Delta) : inBase;
        int k = Math.Min(hits.Length, matches);
        if (k == 0)
        {
            return new SearchResult { Generation = Generation };
        }

        DiversityPlan diversity = DiversityOf(options.Diversity);
        int candidates = diversity.CandidatesFor(k, matches);
        scratch.Begin(LimitsOf(options), diversity, k);
        inBase = Math.Min(candidates, inBase);
        Course course = exact || inBase == 0 ? default : CourseOf(space, options, filter, kind, inBase, scratch.Excluded.Count);
        SearchStrategy road = inBase == 0 ? scratch.TakeNothing() : Searcher.Take(space, scratch, course, inBase, seeds, filter);
        if (Course.NeedsScan(road))
        {
            Searcher.ScanFor(space, scratch, course, inBase, filter, road);
        }

        scratch.Budget.ThrowIfCancelled();
        if (merges)
        {
            scratch.Top.Widen(candidates);
            DeltaScan.Merge(space, scratch);
        }

        scratch.Choose(space);
        return course.Report(scratch, hits, road, space, filter) with { Generation = Generation };
    }

    /// <summary>The road and its settings for a question; by the calibration unless efSearch is set by hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal Course CourseOf(SpaceView space, in SearchOptions options, SpaceFilter? filter, QueryKind kind, int k, int excluded)
    {
        if (options.TargetRecall >= 1)
        {
            return default;
        }

        if (filter is not null)
        {
            return FilteredCourseOf(space, options, filter, kind, k, excluded);
        }

        if (options.EfSearch > 0)
        {
            return new Course(Math.Max(options.EfSearch, k + excluded), 0, 0);
        }

        // Without a graph each excluded product may be one of the nearest, so that the answer lies as far behind them, where
        // fewer are found than in the mean: hence twice. The viewed products of a session were out of the calibration's
        // answers too.
        int planned = space.HasGraph ? k : (int)Math.Min(Count, k + (2L * options.Exclude.Length));
        SearchPlan plan = PlanFor(space, options, kind, planned);
        int pool = plan.WalkEf > 0 ? Math.Max(plan.WalkEf, k + excluded) : 0;
        int cellEf = plan.CellEf > 0 ? Math.Max(plan.CellEf, k + excluded) : 0;
        return new Course(pool, plan.Cells, cellEf) { Plan = plan, Planned = true, MeasuredK = Calibration.MeasuredFor(planned) };
    }

    /// <summary>The same under a filter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Course FilteredCourseOf(SpaceView space, in SearchOptions options, SpaceFilter filter, QueryKind kind, int k, int excluded)
    {
        if (options.EfSearch > 0)
        {
            int ef = Math.Max(Math.Max(options.EfSearch, Searcher.RerankDepth(k)), k + excluded);
            return new Course(FilterPlanner.PoolFor(_calibrations[(int)options.Space], space, filter.Rows, kind, k, ef), 0, 0);
        }

        int number = (int)options.Space;
        if (!filter.Plans.TryGet(kind, k, options.TargetRecall, out SearchPlan plan))
        {
            plan = FilterPlanner.PlanFor(_calibrations[number], _cellCalibrations[number], space, filter, kind, k, options.TargetRecall);
            filter.Plans.Set(kind, k, options.TargetRecall, plan);
        }

        int pool = plan.WalkEf > 0 ? Math.Max(plan.WalkEf, k + excluded) : 0;
        double missed = plan.Cells > 0 ? FilterPlanner.MissedFor(k, options.TargetRecall) : 0;
        double headTarget = PrefixPruning.Fits(space, filter.Rows, options.TargetRecall) ? options.TargetRecall : 0;
        GraphOffer offer = plan.CellEf > 0 ? new GraphOffer(plan.CellEf, plan.Cells) : default;
        return new Course(pool, 0, 0) { Plan = plan, Planned = true, Missed = missed, Offer = offer, HeadTarget = headTarget };
    }

    /// <summary>What the calibration says to a kind of query, k and target; remembered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SearchPlan PlanFor(SpaceView space, in SearchOptions options, QueryKind kind, int k)
    {
        int number = (int)options.Space;
        PlanMemo memo = _plans[number];
        if (!memo.TryGet(kind, k, options.TargetRecall, out SearchPlan plan))
        {
            plan = Planner.PlanFor(_calibrations[number], _cellCalibrations[number], space, kind, k, options.TargetRecall);
            memo.Set(kind, k, options.TargetRecall, plan);
        }

        return plan;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal SpaceView CheckOptions(in SearchOptions options)
    {
        SpaceView space = ViewOf(options.Space);
        if (!(options.TargetRecall is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.TargetRecall, "TargetRecall must be above 0 and at most 1");
        }

        if (!(options.Decay is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Decay, "Decay must be above 0 and at most 1");
        }

        if (options.EfSearch is < 0 or > 1 << 20)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.EfSearch, "EfSearch must be from 0 (by TargetRecall) to 1048576");
        }

        if (options.EfSearch > 0 && !space.HasGraph)
        {
            throw new ArgumentException("EfSearch asks for a walk, and this snapshot was built without a graph (roads: cells); leave it 0 and set TargetRecall", nameof(options));
        }

        if (options.Filter is ProductFilter filter && filter.Owner != this)
        {
            throw new ArgumentException("the filter was compiled by another index; compile it anew with this index's CreateFilter", nameof(options));
        }

        if (options.MaxScoredVectors < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxScoredVectors, "MaxScoredVectors must be 0 (any number) or above");
        }

        if (options.TimeLimit < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.TimeLimit, "TimeLimit must be zero (none) or above");
        }

        Diversity diversity = options.Diversity;
        if (diversity.Lambda != 1 || diversity.Facet is not null || diversity.CategoryLevel != 0 || diversity.MostPerGroup != 0)
        {
            CheckDiversity(options);
        }

        options.CancellationToken.ThrowIfCancellationRequested();
        return space;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CheckDiversity(in SearchOptions options)
    {
        Diversity diversity = options.Diversity;
        if (!(diversity.Lambda is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), diversity.Lambda, "DiversityLambda must be above 0 and at most 1");
        }

        if (diversity.CategoryLevel is < 0 or > GroupTables.MostLevels)
        {
            throw new ArgumentOutOfRangeException(nameof(options), diversity.CategoryLevel, $"MostPerGroup.CategoryLevel must be from 1 (the top) to {GroupTables.MostLevels}, or 0 for none");
        }

        if (diversity.MostPerGroup < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), diversity.MostPerGroup, "MostPerGroup.Count must be 0 (no groups) or above");
        }

        if (diversity.Facet is not null && diversity.CategoryLevel > 0)
        {
            throw new ArgumentException("MostPerGroup has both a Facet and a CategoryLevel; groups go by one of them", nameof(options));
        }

        if ((diversity.Facet is not null || diversity.CategoryLevel > 0) != diversity.MostPerGroup > 0)
        {
            throw new ArgumentException("MostPerGroup needs a Count and one of Facet and CategoryLevel: how many, and of what", nameof(options));
        }

        if (diversity.Facet is string facet && _columns.Facets.Find(facet) < 0)
        {
            new ProductTerms(_columns).Facet(facet, allowUnknown: false);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private DiversityPlan DiversityOf(in Diversity diversity)
    {
        GroupColumn? groups = diversity.MostPerGroup == 0 ? null
            : diversity.Facet is string facet ? _groups.OfFacet(_columns.Facets.Find(facet))
            : _groups.OfLevel(diversity.CategoryLevel);
        return new DiversityPlan(1 - (double)diversity.Lambda, groups, diversity.MostPerGroup);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static SearchLimits LimitsOf(in SearchOptions options) =>
        new(options.MaxScoredVectors, options.TimeLimit == TimeSpan.Zero ? 0 : SearchLimits.DeadlineAfter(options.TimeLimit), options.CancellationToken);
}
