using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// The exact answer of one query, fed with blocks of products: the codes give an approximate similarity with a bound of
/// its error, and every product that could still be among the k nearest within that bound is measured by the exact form.
/// Hence recall is 1 by construction. Order: similarity descending, ties by ordinal ascending.
/// </summary>
internal sealed class ExactScan
{
    /// <summary>Products scored in one step: their dot products stay in the first-level cache.</summary>
    public const int BlockRows = 256;

    private readonly int[] _waiting = new int[2 * BlockRows];
    private int _waitingCount;
    private readonly int[] _places = new int[BlockRows];
    private readonly ulong[] _bounds = new ulong[BlockRows];
    private readonly int[] _slack = new int[256];
    private int _threshold;
    private int _loosest;

    /// <summary>The same of the list under caps, and of each group that has its share.</summary>
    private int _cappedThreshold;
    private int[] _groupThresholds = [];

    public ExactScan(TopK top, ExclusionList excluded, GroupLimitedTopK caps)
    {
        Top = top;
        Excluded = excluded;
        Caps = caps;
    }

    public TopK Top { get; }

    public ExclusionList Excluded { get; }

    /// <summary>The best under caps, where a question has some: they may lie far behind the k nearest.</summary>
    public GroupLimitedTopK Caps { get; }

    /// <summary>Dot product of the k-th best, about; the least there is while there are fewer.</summary>
    public int Kth { get; private set; }

    /// <summary>Products measured by the exact form.</summary>
    public long Measured { get; private set; }

    /// <param name="space">What is searched.</param>
    /// <param name="query">For what.</param>
    /// <param name="k">Results.</param>
    /// <param name="keep">Whether the lists hold products of the same question, measured exactly.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(SpaceView space, PreparedQuery query, int k, bool keep = false)
    {
        if (!keep)
        {
            Top.Reset(k);
        }

        query.PrepareScan(space.Model);
        _waitingCount = 0;
        _threshold = int.MinValue;
        _loosest = int.MinValue;
        Kth = int.MinValue;
        Measured = 0;
        FillSlack(space.Model, query, _slack);
        if (Caps.IsOn)
        {
            _cappedThreshold = int.MinValue;
            if (_groupThresholds.Length < Caps.Groups)
            {
                _groupThresholds = new int[Caps.Groups];
            }

            Array.Fill(_groupThresholds, int.MinValue, 0, Caps.Groups);
        }

        if (keep)
        {
            SetThresholds(query);
        }
    }

    /// <summary>What a row of each of the 256 errors may have lost, in dot products of a query that was prepared for a scan.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillSlack(SpaceModel model, PreparedQuery query, Span<int> slack)
    {
        for (int i = 0; i < slack.Length; i++)
        {
            slack[i] = (int)Math.Ceiling(Math.Min(1e9, model.RowError * i / 255 / query.UnitSimilarity));
        }
    }

    /// <summary>Takes the dot products of the rows first, first + 1, ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRange(SpaceView space, PreparedQuery query, int first, ReadOnlySpan<int> dots)
    {
        if (Caps.IsOn)
        {
            AddCapped(space, query, rows: default, first, dots);
            return;
        }

        if (_loosest == int.MinValue)
        {
            StartThreshold(space, query, rows: default, first, dots);
        }

        int found = Threshold.Find(dots, _loosest, _places);
        int count = _waitingCount;
        for (int i = 0; i < found; i++)
        {
            int place = _places[i];
            if (CanBeNear(space, first + place, dots[place]))
            {
                _waiting[count++] = first + place;
            }
        }

        _waitingCount = count;
        if (count >= BlockRows)
        {
            Flush(space, query);
        }
    }

    /// <summary>Takes the dot products of listed rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(SpaceView space, PreparedQuery query, ReadOnlySpan<int> rows, ReadOnlySpan<int> dots)
    {
        if (Caps.IsOn)
        {
            AddCapped(space, query, rows, first: 0, dots[..rows.Length]);
            return;
        }

        if (_loosest == int.MinValue)
        {
            StartThreshold(space, query, rows, first: 0, dots[..rows.Length]);
        }

        int found = Threshold.Find(dots[..rows.Length], _loosest, _places);
        for (int i = 0; i < found; i++)
        {
            int place = _places[i];
            if (CanBeNear(space, rows[place], dots[place]))
            {
                _waiting[_waitingCount++] = rows[place];
            }
        }

        if (_waitingCount >= BlockRows)
        {
            Flush(space, query);
        }
    }

    /// <summary>
    /// The threshold that the first block gives by its codes alone: so many of its products are surely as near as the k-th
    /// of their lower bounds. It spares the exact form of most of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StartThreshold(SpaceView space, PreparedQuery query, ReadOnlySpan<int> rows, int first, ReadOnlySpan<int> dots)
    {
        int needed = Top.Capacity + Excluded.Count + (Excluded.Hides ? HiddenOf(space, rows, first, dots.Length) : 0);
        if (dots.Length < 2 * needed || !(query.UnitSimilarity > 0))
        {
            return;
        }

        Span<ulong> bounds = _bounds.AsSpan(0, dots.Length);
        for (int i = 0; i < dots.Length; i++)
        {
            int row = rows.IsEmpty ? first + i : rows[i];
            int least = dots[i] - _slack[space.RowErrors[row]];
            bounds[i] = DotKey.Of(least, (uint)i);
        }

        Selection.Partition(bounds, needed);
        ulong last = 0;
        foreach (ulong bound in bounds[..needed])
        {
            last = Math.Max(last, bound);
        }

        Kth = DotKey.Dot(last);
        double similarity = query.ZeroSimilarity + (query.UnitSimilarity * Kth) - query.ErrorBound;
        _threshold = ThresholdOf(query, similarity);
        _loosest = _threshold - _slack[255];
    }

    /// <summary>Products of a block that a delta hides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int HiddenOf(SpaceView space, ReadOnlySpan<int> rows, int first, int count)
    {
        int hidden = 0;
        for (int i = 0; i < count; i++)
        {
            hidden += space.TryGetOrdinal(rows.IsEmpty ? first + i : rows[i], out int ordinal) && Excluded.IsHidden(ordinal) ? 1 : 0;
        }

        return hidden;
    }

    /// <summary>Measures what waits; call once more after the last block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Flush(SpaceView space, PreparedQuery query)
    {
        Span<int> waiting = _waiting.AsSpan(0, _waitingCount);
        foreach (int row in waiting)
        {
            space.Exact.Prefetch(row);
        }

        foreach (int row in waiting)
        {
            if (space.TryGetOrdinal(row, out int ordinal) && !Excluded.Contains(ordinal))
            {
                double similarity = space.Exact.Similarity(row, query.High, query.Low);
                Top.Add(similarity, ordinal);
                if (Caps.IsOn)
                {
                    Caps.Add(similarity, ordinal);
                }
            }
        }

        Measured += waiting.Length;
        _waitingCount = 0;
        SetThresholds(query);
    }

    /// <summary>
    /// As the others, for a question with caps: a row counts too where it could be among the best under them, which is
    /// where it could be among the best of its group. A group that has its share never takes a worse one again, so that
    /// its threshold stays when one of its members is dropped.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddCapped(SpaceView space, PreparedQuery query, ReadOnlySpan<int> rows, int first, ReadOnlySpan<int> dots)
    {
        for (int i = 0; i < dots.Length; i++)
        {
            int row = rows.IsEmpty ? first + i : rows[i];
            int most = dots[i] + _slack[space.RowErrors[row]];
            if (most >= _threshold || (most >= _cappedThreshold && CanBeInGroup(space, row, most)))
            {
                _waiting[_waitingCount++] = row;
            }
        }

        if (_waitingCount >= BlockRows)
        {
            Flush(space, query);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CanBeInGroup(SpaceView space, int row, int most)
    {
        if (!space.TryGetOrdinal(row, out int ordinal))
        {
            return false;
        }

        int group = Caps.GroupOf(ordinal);
        return group < 0 || most >= _groupThresholds[group];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetThresholds(PreparedQuery query)
    {
        if (!(query.UnitSimilarity > 0))
        {
            return;
        }

        if (Top.IsFull && Top.Count > 0)
        {
            _threshold = ThresholdOf(query, Top.Least);
            Kth = (int)Math.Clamp((Top.Least - query.ZeroSimilarity) / query.UnitSimilarity, -1e9, 1e9);
            _loosest = _threshold - _slack[255];
        }

        if (Caps.IsOn)
        {
            if (Caps.IsFull)
            {
                _cappedThreshold = ThresholdOf(query, Caps.Least);
            }

            // The last of a group is its least.
            for (int place = 0; place < Caps.Count; place++)
            {
                int group = Caps.Group(place);
                if (Caps.IsGroupFull(group))
                {
                    _groupThresholds[group] = ThresholdOf(query, Caps.Similarity(place));
                }
            }
        }
    }

    /// <summary>Least dot product, with what its row may have lost, of a product as near as that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ThresholdOf(PreparedQuery query, double similarity) =>
        (int)Math.Clamp(Math.Floor((similarity - query.ErrorBound - query.ZeroSimilarity) / query.UnitSimilarity), -1e9, 1e9);

    /// <summary>Whether the row's own error leaves room for it among the nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CanBeNear(SpaceView space, int row, int dot) => dot + _slack[space.RowErrors[row]] >= _threshold;
}
