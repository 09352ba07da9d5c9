using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Strategy GroupedPrefixScan: a scan of scattered matches that begins with those near to the query. The groups of
/// cells come from near to far by their centroids, of each one its matches are judged by <see cref="PrefixScan"/>, and
/// the scan ends when few of the k nearest are expected in the groups left. That is the rule of
/// <see cref="FilteredCellSearch"/>, one level higher: where a cell holds about one match, a look at its centroid would
/// cost what the match costs, and a group holds many.
/// </summary>
/// <remarks>
/// A group's rows lie side by side in a sound file; in another one its range is bounded by the size of a group, and a
/// row that comes twice counts once. Scratch of one thread.
/// </remarks>
internal sealed class GroupedPrefixScan
{
    /// <summary>Rows compared whole first, whose distances from their centroids tell the deviation.</summary>
    private const int SampleSize = WorkModel.MinGroupedRows;

    /// <summary>
    /// The sample knows the variance roughly, and that of the nearest groups better than that of others (measured: with
    /// 1.1 in place of it wide filters at k = 100 find .93 for .95).
    /// </summary>
    private const double Widening = 1.2;

    private readonly MatchingGroups _passing = new();
    private readonly CentroidRanking _groups = new();
    private readonly StoppingRule _rule = new();
    private PlacementWatch _placement;
    private readonly int[] _rows = new int[HitCollector.BlockRows + CellGroups.MaxRows];
    private readonly int[] _centres = new int[HitCollector.BlockRows + CellGroups.MaxRows];
    private readonly int[] _dots = new int[HitCollector.BlockRows];
    private ulong[] _nearest = [];
    private int _count;
    private int _looked;
    private int _sampled;
    private double _squares;

    /// <summary>Looks at the matches of a filter that has cells and a list.</summary>
    public SearchWork Run(SpaceView space, SearchContext context, in SearchPlan plan, SpaceFilter filter)
    {
        PreparedQuery query = context.Query;
        int k = Math.Min(context.Hits.Top.Capacity, context.Hits.Promised);
        context.Hits.BeginBlocks(space, query);
        context.Prefixes.Begin(space, query, plan.PrefixRecall);
        ScratchArray.EnsureCapacity(ref _nearest, k);
        _rule.Begin(k, plan.AllowedMisses, context.FloorOfDots(space.Model));
        _placement.Begin(filter.Placement, query, k, plan.AllowedMisses);
        _count = 0;
        _sampled = 0;
        _squares = 0;
        _looked = 0;
        _passing.Compare(space.Cells!, filter.Cells!, query, context.Budget);
        _groups.Sort(_passing.Groups, _passing.Dots, _passing.Matches);
        ScanGroups(space, context, filter.List!);
        context.Hits.Flush(space, query);
        return new SearchWork(_looked) { IsComplete = true };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanGroups(SpaceView space, SearchContext context, MatchList list)
    {
        SearchBudget budget = context.Budget;
        int step = SampleSize;
        for (int bucket = 0; bucket < CentroidRanking.Count && !budget.IsCut; bucket++)
        {
            int end = _groups.StartOf(bucket + 1);
            for (int i = _groups.StartOf(bucket); i < end && !budget.IsCut; i++)
            {
                AddRows(list.Of(_groups.NumberAt(i)), _groups.DotAt(i));
                while (_count >= HitCollector.BlockRows && !budget.IsCut)
                {
                    Look(space, context, HitCollector.BlockRows);
                }
            }

            if (_looked + _count >= step && bucket + 1 < CentroidRanking.Count)
            {
                Look(space, context, _count);
                context.Prefixes.Flush(space, context.Query, context.Hits);
                step = _looked + (_looked / 2);
                if (IsEnough(context, bucket + 1))
                {
                    return;
                }
            }
        }

        Look(space, context, _count);
        context.Prefixes.Flush(space, context.Query, context.Hits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddRows(ReadOnlySpan<int> rows, int centre)
    {
        rows.CopyTo(_rows.AsSpan(_count));
        if (_sampled < SampleSize)
        {
            _centres.AsSpan(_count, rows.Length).Fill(centre);
        }

        _count += rows.Length;
    }

    /// <summary>Looks at the first rows that wait, at most a block of them; at none where the budget is cut.</summary>
    private void Look(SpaceView space, SearchContext context, int count)
    {
        ReadOnlySpan<int> rows = _rows.AsSpan(0, count);
        SearchBudget budget = context.Budget;
        if (count == 0 || (budget.IsLimited && !budget.TryScan(count)))
        {
            return;
        }

        HitCollector hits = context.Hits;
        if (_sampled < SampleSize || hits.Kth == int.MinValue)
        {
            space.Codes.DotFar(rows, context.Query.Codes, _dots);
            hits.OfferRows(space, context.Query, rows, _dots);
            TakeSample(count);
        }
        else
        {
            context.Prefixes.Offer(space, context.Query, hits, rows);
        }

        _looked += count;
        _rows.AsSpan(count, _count - count).CopyTo(_rows);
        _centres.AsSpan(count, _count - count).CopyTo(_centres);
        _count -= count;
    }

    /// <summary>
    /// Learns from the rows that were just compared whole; later ones, which a large k asks for, have no centroids
    /// noted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TakeSample(int count)
    {
        if (_sampled >= SampleSize)
        {
            return;
        }

        for (int i = 0; i < count; i++)
        {
            double residual = _dots[i] - _centres[i];
            _squares += residual * residual;
        }

        _sampled += count;
    }

    /// <summary>Whether few hits are expected in the buckets from one on, and few came lately.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsEnough(SearchContext context, int from)
    {
        TopK top = context.Hits.Top;
        PreparedQuery query = context.Query;
        int k = Math.Min(top.Capacity, context.Hits.Promised);
        if (top.Count < k || !(query.UnitSimilarity > 0))
        {
            return false;
        }

        for (int i = 0; i < k; i++)
        {
            double dot = (top.Similarity(i) - query.ZeroSimilarity) / query.UnitSimilarity;
            _nearest[i] = DotKey.Of((int)Math.Clamp(dot, -1e9, 1e9), (uint)i);
        }

        bool isStable = _rule.IsStable(_nearest.AsSpan(0, k), looksBefore: 1);
        float perDeviation = (float)(1 / Math.Sqrt(Math.Max(1, Widening * _squares / Math.Max(1, _sampled))));
        return isStable && _rule.MayMiss(_groups.Expected(from, _rule.Kth, perDeviation))
            && _placement.MayLeaveGroups(_rule.Mean, _groups.EdgeOf(from), perDeviation);
    }
}
