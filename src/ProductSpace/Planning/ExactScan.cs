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
    private int _threshold;

    public ExactScan(TopList top) => Top = top;

    public TopList Top { get; }

    /// <summary>Products measured by the exact form.</summary>
    public long Measured { get; private set; }

    public void Begin(int k)
    {
        Top.Reset(k);
        _waitingCount = 0;
        _threshold = int.MinValue;
        Measured = 0;
    }

    /// <summary>Takes the dot products of the rows first, first + 1, ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRange(SpaceView space, PreparedQuery query, int first, ReadOnlySpan<int> dots)
    {
        int threshold = _threshold;
        int[] waiting = _waiting;
        int count = _waitingCount;
        for (int i = 0; i < dots.Length; i++)
        {
            if (dots[i] >= threshold)
            {
                waiting[count++] = first + i;
            }
        }

        _waitingCount = count;
        if (count >= BlockRows)
        {
            Flush(space, query);
        }
    }

    /// <summary>Takes the dot products of listed rows.</summary>
    public void Add(SpaceView space, PreparedQuery query, ReadOnlySpan<int> rows, ReadOnlySpan<int> dots)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            if (dots[i] >= _threshold)
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
    public void Flush(SpaceView space, PreparedQuery query)
    {
        Span<int> waiting = _waiting.AsSpan(0, _waitingCount);
        foreach (int row in waiting)
        {
            space.Exact.Prefetch(row);
        }

        foreach (int row in waiting)
        {
            Top.Add(space.Exact.Similarity(row, query.High, query.Low), space.ToOrdinal(row));
        }

        Measured += waiting.Length;
        _waitingCount = 0;
        if (Top.IsFull && query.UnitSimilarity > 0)
        {
            double least = (Top.Least - query.ErrorBound - query.ZeroSimilarity) / query.UnitSimilarity;
            _threshold = (int)Math.Clamp(Math.Floor(least), int.MinValue, int.MaxValue);
        }
    }
}
