using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// A scan of scattered matches that begins with those near to the query: the groups of cells come from near to far by their
/// centroids, of each one its matches are judged by <see cref="PrefixPruning"/>, and the scan ends when only few of
/// the k nearest are expected in the groups left. That is the rule of <see cref="FilteredCellSearch"/>, one level higher: where a cell
/// holds hardly a match, a look at its centroid would cost what the match costs, and a group holds many.
/// </summary>
/// <remarks>
/// A group's rows lie side by side in a sound file; in another one its range is bounded by the size of a group, and a row that
/// comes twice counts once. Scratch of one thread.
/// </remarks>
internal sealed class GroupScan
{
    /// <summary>Rows that a group holds at most.</summary>
    public const int RowsOfGroup = CellGroups.MaxCells * Cell.Size;

    /// <summary>Rows compared whole first, whose distances from their centroids tell the deviation.</summary>
    private const int SampleSize = ExactScan.BlockRows;

    /// <summary>The sample knows the variance roughly, and that of the nearest groups better than that of others (measured: with 1.1 in place of it wide filters at k = 100 find .93 for .95).</summary>
    private const double Widening = 1.2;

    /// <summary>It looks at so many rows before it asks whether that is enough.</summary>
    public const int LeastRows = SampleSize;

    /// <summary>Rows looked at, in the mean, for one that would do: looks come after each half more.</summary>
    public const double Overshoot = 1.2;

    private readonly MatchingGroups _passing = new();
    private readonly CellRanking _groups = new();
    private readonly TopKStability _history = new();
    private readonly int[] _rows = new int[ExactScan.BlockRows + RowsOfGroup];
    private readonly int[] _centres = new int[ExactScan.BlockRows + RowsOfGroup];
    private readonly int[] _dots = new int[ExactScan.BlockRows];
    private ulong[] _nearest = [];
    private int _count;
    private int _looked;
    private int _sampled;
    private double _squares;

    /// <summary>Whether matches that are to be judged by their heads can be taken in the order of their groups; with fewer than groups it never pays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(SpaceView space, SpaceFilter filter) =>
        space.Cells is CellView view && filter.Cells is not null && filter.List is not null && filter.Rows.Count >= view.Groups;

    /// <summary>Looks at matches for the scan of a scratch, which has begun; returns how many.</summary>
    /// <param name="space">With cells.</param>
    /// <param name="filter">Whose matches, with cells.</param>
    /// <param name="scratch">With the prepared query.</param>
    /// <param name="target">Recall to keep.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Run(SpaceView space, SpaceFilter filter, SearchContext scratch, double target)
    {
        MatchList list = filter.List!;
        PreparedQuery query = scratch.Query;
        SearchBudget budget = scratch.Budget;
        int k = scratch.Top.Capacity;
        double missed = FilterPlanner.MissedFor(k, target);
        scratch.Heads.Begin(space, query, target);
        ScratchArray.EnsureCapacity(ref _nearest, k);
        _history.Begin(k);
        _count = 0;
        _sampled = 0;
        _squares = 0;
        _looked = 0;
        _passing.Compare(space.Cells!, filter.Cells!, query);
        _groups.Sort(_passing.Groups, _passing.Dots, _passing.Matches);
        int step = SampleSize;
        for (int bucket = 0; bucket < CellRanking.Count && !budget.IsCut; bucket++)
        {
            int end = _groups.StartOf(bucket + 1);
            for (int i = _groups.StartOf(bucket); i < end && !budget.IsCut; i++)
            {
                AddRows(list.Of(_groups.CellAt(i)), _groups.DotAt(i));
                while (_count >= ExactScan.BlockRows && !budget.IsCut)
                {
                    Look(space, scratch, ExactScan.BlockRows);
                }
            }

            if (_looked + _count >= step && bucket + 1 < CellRanking.Count)
            {
                Look(space, scratch, _count);
                scratch.Heads.Flush(space, query, scratch.Scan);
                step = _looked + (_looked / 2);
                if (IsEnough(scratch, bucket + 1, missed))
                {
                    return _looked;
                }
            }
        }

        Look(space, scratch, _count);
        scratch.Heads.Flush(space, query, scratch.Scan);
        return _looked;
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Look(SpaceView space, SearchContext scratch, int count)
    {
        ReadOnlySpan<int> rows = _rows.AsSpan(0, count);
        SearchBudget budget = scratch.Budget;
        if (count == 0 || (budget.IsLimited && !budget.TryScan(count)))
        {
            return;
        }

        ExactScan scan = scratch.Scan;
        if (_sampled < SampleSize || scan.Kth == int.MinValue)
        {
            space.Codes.DotFar(rows, scratch.Query.Codes, _dots);
            scan.Add(space, scratch.Query, rows, _dots);
            TakeSample(count);
        }
        else
        {
            scratch.Heads.Add(space, scratch.Query, scan, rows);
        }

        _looked += count;
        _rows.AsSpan(count, _count - count).CopyTo(_rows);
        _centres.AsSpan(count, _count - count).CopyTo(_centres);
        _count -= count;
    }

    /// <summary>Learns from the rows that were just compared whole; later ones, which a large k asks for, have no centroids noted.</summary>
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
    private bool IsEnough(SearchContext scratch, int from, double missed)
    {
        TopK top = scratch.Top;
        if (!top.IsFull || !(scratch.Query.UnitSimilarity > 0))
        {
            return false;
        }

        PreparedQuery query = scratch.Query;
        for (int i = 0; i < top.Count; i++)
        {
            double dot = (top.Similarity(i) - query.ZeroSimilarity) / query.UnitSimilarity;
            _nearest[i] = DotKey.Of((int)Math.Clamp(dot, -1e9, 1e9), (uint)i);
        }

        int fresh = _history.Add(_nearest.AsSpan(0, top.Count), looksBefore: 1, out int kth);
        float perDeviation = (float)(1 / Math.Sqrt(Math.Max(1, Widening * _squares / Math.Max(1, _sampled))));
        return fresh <= FilteredCellSearch.FreshHits * missed && _groups.Expected(from, kth, perDeviation) <= missed;
    }
}
