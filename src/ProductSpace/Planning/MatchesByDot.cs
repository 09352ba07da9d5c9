using System.Runtime.CompilerServices;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>
/// Matches of centroids by the dot products of these, in 64 buckets of the same width from the largest on: the hits to be expected
/// among them are a sum over buckets. A bucket counts as if all of it had its largest dot product, so that never too few are
/// expected. Scratch of one thread.
/// </summary>
internal sealed class MatchesByDot
{
    public const int Count = 64;

    private readonly long[] _matches = new long[Count];
    private int _most;
    private float _width;
    private float _scale;

    /// <summary>Empties the buckets and lays them over a range of dot products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int least, int most)
    {
        _most = most;
        _width = (most - (float)least + 1) / Count;
        _scale = 1 / _width;
        Array.Clear(_matches);
    }

    /// <summary>Adds the matches of a centroid; returns its bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int dot, int matches)
    {
        int bucket = Math.Min(Count - 1, (int)((_most - dot) * _scale));
        _matches[bucket] += matches;
        return bucket;
    }

    /// <summary>Matches in the buckets before one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public long Before(int bucket)
    {
        long matches = 0;
        foreach (long count in _matches.AsSpan(0, bucket))
        {
            matches += count;
        }

        return matches;
    }

    /// <summary>Matches above a dot product to be expected in the buckets from one on, where products spread by 1 / <paramref name="perDeviation"/> around their centroid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Expected(int from, int dot, float perDeviation)
    {
        double expected = 0;
        for (int bucket = from; bucket < Count; bucket++)
        {
            if (_matches[bucket] > 0)
            {
                expected += _matches[bucket] * NormalTail.Above((dot - (_most - (bucket * _width))) * perDeviation);
            }
        }

        return expected;
    }
}
