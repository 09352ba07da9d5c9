using System.Runtime.CompilerServices;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

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
    private readonly int[] _slack = new int[256];
    private int _threshold;
    private int _loosest;

    public ExactScan(TopList top, ExclusionList excluded)
    {
        Top = top;
        Excluded = excluded;
    }

    public TopList Top { get; }

    public ExclusionList Excluded { get; }

    /// <summary>Products measured by the exact form.</summary>
    public long Measured { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(SpaceView space, PreparedQuery query, int k)
    {
        Top.Reset(k);
        query.PrepareScan(space.Model);
        _waitingCount = 0;
        _threshold = int.MinValue;
        _loosest = int.MinValue;
        Measured = 0;
        for (int i = 0; i < _slack.Length; i++)
        {
            _slack[i] = (int)Math.Ceiling(Math.Min(1e9, space.Model.RowError * i / 255 / query.UnitSimilarity));
        }
    }

    /// <summary>Takes the dot products of the rows first, first + 1, ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRange(SpaceView space, PreparedQuery query, int first, ReadOnlySpan<int> dots)
    {
        int loosest = _loosest;
        int count = _waitingCount;
        for (int i = 0; i < dots.Length; i++)
        {
            if (dots[i] >= loosest && CanBeNear(space, first + i, dots[i]))
            {
                _waiting[count++] = first + i;
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
        for (int i = 0; i < rows.Length; i++)
        {
            if (dots[i] >= _loosest && CanBeNear(space, rows[i], dots[i]))
            {
                _waiting[_waitingCount++] = rows[i];
            }
        }

        if (_waitingCount >= BlockRows)
        {
            Flush(space, query);
        }
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
                Top.Add(space.Exact.Similarity(row, query.High, query.Low), ordinal);
            }
        }

        Measured += waiting.Length;
        _waitingCount = 0;
        if (Top.IsFull && Top.Count > 0 && query.UnitSimilarity > 0)
        {
            double least = (Top.Least - query.ErrorBound - query.ZeroSimilarity) / query.UnitSimilarity;
            _threshold = (int)Math.Clamp(Math.Floor(least), -1e9, 1e9);
            _loosest = _threshold - _slack[255];
        }
    }

    /// <summary>Whether the row's own error leaves room for it among the nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool CanBeNear(SpaceView space, int row, int dot) => dot + _slack[space.RowErrors[row]] >= _threshold;
}
