using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Decides by the codes of a row whether its product could still be among the hits: the dot product of the codes gives
/// a similarity with a bound of its error, which depends on what the row's own codes lost. It rises as nearer hits are
/// found. Scratch of one search.
/// </summary>
internal sealed class AdmissionBound
{
    private readonly ulong[] _lowerBounds = new ulong[HitCollector.BlockRows];

    /// <summary>What a row of each of the 256 errors may have lost, in dot products.</summary>
    private readonly int[] _slack = new int[256];

    private int _threshold;

    /// <summary>The threshold of the list under group limits, and of each group that has its share.</summary>
    private int _limitedThreshold;
    private int[] _groupThresholds = [];

    /// <summary>Least dot product of any row that is admitted, whatever its codes lost.</summary>
    public int Loosest { get; private set; }

    /// <summary>Dot product of the k-th nearest, about; the least there is while there are fewer.</summary>
    public int Kth { get; private set; }

    /// <summary>Whether anything is refused yet.</summary>
    public bool IsSet
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Loosest != int.MinValue;
    }

    /// <summary>Admits everything; the query was prepared for a scan.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(SpaceView space, PreparedQuery query, GroupLimitedTopK limited)
    {
        _threshold = int.MinValue;
        Loosest = int.MinValue;
        Kth = int.MinValue;
        FillSlack(space.Model, query, _slack);
        if (limited.IsOn)
        {
            _limitedThreshold = int.MinValue;
            ScratchArray.EnsureCapacity(ref _groupThresholds, limited.Groups);
            Array.Fill(_groupThresholds, int.MinValue, 0, limited.Groups);
        }
    }

    /// <summary>
    /// Says what a row of each of the 256 errors may have lost, in dot products of a query that was prepared for a
    /// scan.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FillSlack(SpaceModel model, PreparedQuery query, Span<int> slack)
    {
        double largest = model.RowError * query.Length;
        for (int i = 0; i < slack.Length; i++)
        {
            slack[i] = (int)Math.Ceiling(Math.Min(1e9, largest * i / 255 / query.UnitSimilarity));
        }
    }

    /// <summary>
    /// Least dot product, with what its row may have lost, of a product that is at least as near as a similarity.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ThresholdOf(PreparedQuery query, double similarity) =>
        (int)Math.Clamp(
            Math.Floor((similarity - query.ErrorBound - query.ZeroSimilarity) / query.UnitSimilarity), -1e9, 1e9);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Admits(SpaceView space, int row, int dot) => dot + _slack[space.RowErrors[row]] >= _threshold;

    /// <summary>Whether a row could be among the k nearest, or among the best of its group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool AdmitsLimited(SpaceView space, GroupLimitedTopK limited, int row, int dot)
    {
        int most = dot + _slack[space.RowErrors[row]];
        return most >= _threshold || (most >= _limitedThreshold && IsNearInGroup(space, limited, row, most));
    }

    /// <summary>
    /// Sets the threshold that a first block gives by its codes alone: <paramref name="needed"/> of its products are
    /// surely as near as the last of their lower bounds. It spares most of them the exact form.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Start(
        SpaceView space, PreparedQuery query, ReadOnlySpan<int> rows, int first, ReadOnlySpan<int> dots, int needed)
    {
        if (dots.Length < 2 * needed || !(query.UnitSimilarity > 0))
        {
            return;
        }

        Span<ulong> bounds = _lowerBounds.AsSpan(0, dots.Length);
        for (int i = 0; i < dots.Length; i++)
        {
            int row = rows.IsEmpty ? first + i : rows[i];
            bounds[i] = DotKey.Of(dots[i] - _slack[space.RowErrors[row]], (uint)i);
        }

        Selection.Partition(bounds, needed);
        ulong last = 0;
        foreach (ulong bound in bounds[..needed])
        {
            last = Math.Max(last, bound);
        }

        Kth = DotKey.Dot(last);
        SetThreshold(query, query.ZeroSimilarity + (query.UnitSimilarity * Kth) - query.ErrorBound);
    }

    /// <summary>Raises the thresholds to the hits found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Raise(PreparedQuery query, TopK top, GroupLimitedTopK limited)
    {
        if (!(query.UnitSimilarity > 0))
        {
            return;
        }

        if (top.IsFull && top.Count > 0)
        {
            SetThreshold(query, top.Least);
            Kth = (int)Math.Clamp((top.Least - query.ZeroSimilarity) / query.UnitSimilarity, -1e9, 1e9);
        }

        if (!limited.IsOn)
        {
            return;
        }

        if (limited.IsFull)
        {
            _limitedThreshold = ThresholdOf(query, limited.Least);
        }

        // The last of a group is its least.
        for (int place = 0; place < limited.Count; place++)
        {
            int group = limited.Group(place);
            if (limited.IsGroupFull(group))
            {
                _groupThresholds[group] = ThresholdOf(query, limited.Similarity(place));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetThreshold(PreparedQuery query, double similarity)
    {
        _threshold = ThresholdOf(query, similarity);
        Loosest = _threshold - _slack[255];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsNearInGroup(SpaceView space, GroupLimitedTopK limited, int row, int most)
    {
        if (!space.TryGetOrdinal(row, out int ordinal))
        {
            return false;
        }

        int group = limited.GroupOf(ordinal);
        return group < 0 || most >= _groupThresholds[group];
    }
}
