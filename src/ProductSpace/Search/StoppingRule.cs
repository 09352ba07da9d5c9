using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;

namespace ProductSpace.Search;

/// <summary>
/// Decides when a search that goes on in steps has found enough: few of the k nearest are expected in what it did not
/// look at, and its last steps brought few. An estimate alone, by how far products spread around their centroids, is
/// wrong where the nearest are exceptions among their neighbors, such as loanwords of another language, which no
/// deviation foretells. The query decides by itself, without calibration (the idea of stopping by an estimate of the
/// hits left: Li et al., Improving Approximate Nearest Neighbor Search through Learned Adaptive Early Termination,
/// 2020; theirs learns it). Scratch of one thread.
/// </summary>
internal sealed class StoppingRule
{
    /// <summary>Of the k nearest, this multiple of the allowed misses may have come with the last steps.</summary>
    private const int FreshPerMiss = 4;

    private const int Looks = 3;

    /// <summary>Dot products of the k nearest at the last few looks.</summary>
    private readonly int[][] _nearest = [[], [], []];
    private int _k;
    private int _count;
    private int _floor;
    private double _allowedOfAll;

    /// <summary>
    /// Expected number of the k nearest that may be missed; where few of them reach the floor, their share of it.
    /// </summary>
    public double AllowedMisses { get; private set; }

    /// <summary>Dot product of the k-th nearest at the last look, at least the floor.</summary>
    public int Kth { get; private set; }

    /// <summary>Mean dot product of the k nearest at the last look, at least that of the k-th.</summary>
    public int Mean { get; private set; }

    /// <summary>Begins a search.</summary>
    /// <param name="k">Results wanted.</param>
    /// <param name="allowedMisses">Expected number of them that may be missed.</param>
    /// <param name="floor">Dot product below which nothing is wanted, though it counts among the k nearest.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int k, double allowedMisses, int floor = int.MinValue)
    {
        _k = k;
        _count = 0;
        _floor = floor;
        _allowedOfAll = allowedMisses;
        AllowedMisses = allowedMisses;
        for (int i = 0; i < Looks; i++)
        {
            ScratchArray.EnsureCapacity(ref _nearest[i], k);
        }
    }

    /// <summary>
    /// Looks at the k nearest of the steps so far, as keys of <see cref="DotKey"/>; returns whether the last steps
    /// brought few of them.
    /// </summary>
    /// <param name="nearest">k keys, in any order.</param>
    /// <param name="looksBefore">Steps that count as the last ones, 1 to 3; false while there were fewer.</param>
    public bool IsStable(ReadOnlySpan<ulong> nearest, int looksBefore) =>
        CountFresh(nearest, looksBefore) <= FreshPerMiss * AllowedMisses;

    /// <summary>Whether so few hits are expected in the rest that these may be missed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayMiss(double expected) => expected <= AllowedMisses;

    /// <summary>Notes the k nearest of a look; returns how many of them came with the last steps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int CountFresh(ReadOnlySpan<ulong> nearest, int looksBefore)
    {
        Debug.Assert(nearest.Length == _k && looksBefore is >= 1 and <= Looks);
        int kth = Math.Max(DotKey.Least(nearest), _floor);
        int fresh = _k;
        if (_count >= looksBefore)
        {
            fresh = CountFrom(nearest, kth);
            AllowedMisses = _allowedOfAll * Math.Max(1, fresh) / _k;
            foreach (int dot in _nearest[(_count - looksBefore) % Looks].AsSpan(0, _k))
            {
                fresh -= dot >= kth ? 1 : 0;
            }
        }

        Span<int> place = _nearest[_count % Looks].AsSpan(0, _k);
        long sum = 0;
        for (int i = 0; i < nearest.Length; i++)
        {
            place[i] = DotKey.Dot(nearest[i]);
            sum += place[i];
        }

        _count++;
        Kth = kth;
        Mean = (int)Math.Max(kth, sum / Math.Max(1, nearest.Length));
        return fresh;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int CountFrom(ReadOnlySpan<ulong> nearest, int least)
    {
        int count = 0;
        foreach (ulong key in nearest)
        {
            count += DotKey.Dot(key) >= least ? 1 : 0;
        }

        return count;
    }
}
