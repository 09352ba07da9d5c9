using System.Runtime.CompilerServices;
using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// Counts matches by the dot products of their centroids, in 64 buckets of equal width from the largest on, so that the
/// expected hits among them are a sum over buckets. A bucket counts as if all of it had its largest dot product, so the
/// expectation is never too low. Used by one thread.
/// </summary>
internal sealed class ExpectedHits
{
    public const int Count = 64;

    private readonly long[] _matches = new long[Count];
    private float _width;
    private float _scale;

    /// <summary>Largest dot product of the range.</summary>
    public int Most { get; [MethodImpl(MethodImplOptions.AggressiveInlining)] private set; }

    /// <summary>Smallest dot product of the range.</summary>
    public int Least { get; [MethodImpl(MethodImplOptions.AggressiveInlining)] private set; }

    /// <summary>Empties the buckets and spreads them over a range of dot products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int least, int most)
    {
        Most = most;
        Least = least;
        _width = (most - (float)least + 1) / Count;
        _scale = 1 / _width;
        Array.Clear(_matches);
    }

    /// <summary>Empties the buckets and spreads them over the range of given dot products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(ReadOnlySpan<int> dots)
    {
        int most = int.MinValue;
        int least = int.MaxValue;
        foreach (int dot in dots)
        {
            most = Math.Max(most, dot);
            least = Math.Min(least, dot);
        }

        Begin(least, most);
    }

    /// <summary>Adds the matches of a centroid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int dot, int matches) => _matches[BucketOf(dot)] += matches;

    /// <summary>Sets the matches of a bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int bucket, long matches) => _matches[bucket] = matches;

    /// <summary>Finds the bucket of each dot product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindBuckets(ReadOnlySpan<int> dots, Span<int> buckets)
    {
        for (int i = 0; i < dots.Length; i++)
        {
            buckets[i] = BucketOf(dots[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BucketOf(int dot) => Math.Min(Count - 1, (int)((Most - dot) * _scale));

    /// <summary>Largest dot product of a bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float EdgeOf(int bucket) => Most - (bucket * _width);

    /// <summary>Counts the matches in the buckets before one.</summary>
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

    /// <summary>
    /// Computes the matches expected above a dot product in the buckets from one on, if products spread by 1 /
    /// <paramref name="perDeviation"/> around their centroid.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Expected(int from, int dot, float perDeviation)
    {
        double expected = 0;
        for (int bucket = from; bucket < Count; bucket++)
        {
            if (_matches[bucket] > 0)
            {
                expected += _matches[bucket] * NormalTail.Above((dot - (Most - (bucket * _width))) * perDeviation);
            }
        }

        return expected;
    }
}
