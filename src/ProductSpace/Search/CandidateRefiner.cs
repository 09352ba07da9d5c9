using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Refines candidates from 4-bit codes to 7-bit ones: they come with what their 4-bit codes promise, the most promising
/// are scored first, and how far promises err is learned on the way; it ends by <see cref="StoppingRule"/>. So it
/// scores some dozens more than k where the codes tell products apart, and hundreds where all are about equally far.
/// Scratch of one thread; no allocation once it is large enough.
/// </summary>
internal sealed class CandidateRefiner
{
    private const int FirstTake = 32;

    /// <summary>
    /// Of candidates of two kinds this part is scored first: what 4 bits promise of a product far from its centroid is
    /// too little, and the errors of the most promising ones, which are near theirs, do not tell.
    /// </summary>
    private const int FirstOfMixed = 4;
    private const int LeastTake = 16;

    /// <summary>Rows between two looks at the time.</summary>
    private const int ScoredAtOnce = 1024;

    private int[] _rows = [];
    private int[] _dots = [];
    private ulong[] _best = [];
    private readonly StoppingRule _rule = new();
    private float _mean;
    private float _deviation;

    /// <summary>Products scored by the last <see cref="Best"/>.</summary>
    public int Scored { get; private set; }

    /// <summary>The rows of the nearest by their 7-bit codes, up to <paramref name="wanted"/>, in no order.</summary>
    /// <param name="space">Whose codes and cells.</param>
    /// <param name="query">Prepared for the space.</param>
    /// <param name="near">Keys of dot products by 4-bit codes and places in the cells; they are rearranged.</param>
    /// <param name="k">Of the k nearest ...</param>
    /// <param name="missed">... this expected number may be missed.</param>
    /// <param name="wanted">Rows to return, at least k.</param>
    /// <param name="stableLooks">
    /// Steps that must have brought few of the k nearest, 2 or 3: more after many cells, where 4 bits misplace
    /// more.
    /// </param>
    /// <param name="isMixed">Whether many of them may lie far from their centroids.</param>
    /// <param name="budget">Whose time ends it early, with the nearest of those that were scored.</param>
    /// <param name="floor">Dot product below which nothing is wanted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> Best(
        SpaceView space,
        PreparedQuery query,
        Span<ulong> near,
        int k,
        double missed,
        int wanted,
        int stableLooks,
        bool isMixed,
        SearchBudget budget,
        int floor = int.MinValue)
    {
        CellView view = space.Cells!;
        ScratchArray.EnsureCapacity(ref _rows, near.Length);
        ScratchArray.EnsureCapacity(ref _dots, near.Length);
        ScratchArray.EnsureCapacity(ref _best, near.Length);
        int[] rows = _rows;
        int[] dots = _dots;
        ulong[] best = _best;
        Scored = 0;
        _rule.Begin(k, missed, floor);
        int count = 0;
        int first = Math.Max(FirstTake, isMixed ? near.Length / FirstOfMixed : 0);
        int take = Math.Min(near.Length, Math.Max(first, wanted));
        for (int done = 0; done < near.Length; done += take)
        {
            take = done == 0 ? take : Math.Min(near.Length - done, Math.Max(LeastTake, done / 2));
            Span<ulong> rest = near[done..];
            bool isLate = budget.IsLimited && done > 0 && budget.IsLate();
            if (isLate || (done > 0 && count >= k && IsEnough(rest, count, k, stableLooks)))
            {
                break;
            }


            Selection.Partition(rest, take);
            int from = count;
            for (int i = 0; i < take; i++)
            {
                int row = view.RowAt((uint)rest[i]);
                if ((uint)row < (uint)space.Count)
                {
                    best[count] = rest[i];
                    rows[count++] = row;
                }
            }

            count = Score(space, query, from, count, budget);
            Span<int> fresh = dots.AsSpan(from, count - from);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < fresh.Length; i++)
            {
                double error = fresh[i] - DotKey.Dot(best[from + i]);
                sum += error;
                squares += error * error;
                best[from + i] = DotKey.Of(fresh[i], (uint)rows[from + i]);
            }

            // The errors of the last ones tell best of those to come: the most promising promised too much.
            _mean = (float)(sum / Math.Max(1, fresh.Length));
            _deviation = (float)Math.Sqrt(Math.Max(0, (squares / Math.Max(1, fresh.Length)) - ((double)_mean * _mean)));
            Scored = count;
        }

        Span<ulong> all = best.AsSpan(0, count);
        if (count > wanted)
        {
            Selection.Partition(all, wanted);
            count = wanted;
        }

        for (int i = 0; i < count; i++)
        {
            rows[i] = (int)(uint)best[i];
        }

        return rows.AsSpan(0, count);
    }

    /// <summary>Scores listed rows; returns up to which one, which is fewer where the time is up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Score(SpaceView space, PreparedQuery query, int first, int end, SearchBudget budget)
    {
        int most = budget.IsLimited ? ScoredAtOnce : int.MaxValue;
        while (first < end)
        {
            int size = Math.Min(most, end - first);
            space.Codes.DotFar(_rows.AsSpan(first, size), query.Codes, _dots.AsSpan(first, size));
            first += size;
            if (first < end && budget.IsLate())
            {
                return first;
            }
        }

        return end;
    }

    /// <summary>Whether few of the last ones are among the k nearest, and few of the rest are expected to be.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsEnough(ReadOnlySpan<ulong> rest, int count, int k, int stableLooks)
    {
        Span<ulong> all = _best.AsSpan(0, count);
        Selection.Partition(all, k);
        if (!_rule.IsStable(all[..k], stableLooks))
        {
            return false;
        }

        float per = _deviation > 0 ? 1 / _deviation : float.PositiveInfinity;
        float bar = _rule.Kth - _mean;
        double expected = 0;
        for (int i = 0; i < rest.Length && _rule.MayMiss(expected); i++)
        {
            expected += NormalTail.Above((bar - DotKey.Dot(rest[i])) * per);
        }

        return _rule.MayMiss(expected);
    }
}
