using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;

namespace ProductSpace.Search;

/// <summary>
/// Ranks cells, or groups of them, by the dot products of their centroids with a query: from near to far, as well as a
/// search needs it, in the buckets of <see cref="ExpectedHits"/>, which tell the hits to be expected in the rest.
/// Scratch of one thread.
/// </summary>
internal sealed class CentroidRanking
{
    public const int Count = ExpectedHits.Count;

    private readonly int[] _starts = new int[Count + 1];
    private readonly int[] _places = new int[Count];
    private readonly ExpectedHits _matchesOf = new();
    private int[] _bucketOf = [];
    private Entry[] _entries = [];

    /// <summary>First place of a bucket; that of <see cref="Count"/> is how many were ranked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int StartOf(int bucket) => _starts[bucket];

    /// <summary>Dot product that the places of a bucket and of those behind it have at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float EdgeOf(int bucket) => _matchesOf.EdgeOf(bucket);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NumberAt(int place) => _entries[place].Number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int DotAt(int place) => _entries[place].Dot;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int MatchesAt(int place) => _entries[place].Matches;

    /// <summary>
    /// Matches above a dot product to be expected in the buckets from one on, where products spread by
    /// 1 / <paramref name="perDeviation"/> around their centroid.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Expected(int from, int dot, float perDeviation) => _matchesOf.Expected(from, dot, perDeviation);

    /// <summary>
    /// Ranks cells or groups by their dot products, each with its matches; the three are equally long.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sort(ReadOnlySpan<int> numbers, ReadOnlySpan<int> dots, ReadOnlySpan<int> matches)
    {
        Debug.Assert(numbers.Length == dots.Length && matches.Length == dots.Length);
        ScratchArray.EnsureCapacity(ref _entries, dots.Length);
        ScratchArray.EnsureCapacity(ref _bucketOf, dots.Length);
        Span<int> buckets = _bucketOf.AsSpan(0, dots.Length);
        _matchesOf.Begin(dots);
        _matchesOf.FindBuckets(dots, buckets);
        Span<int> places = _places;
        places.Clear();
        foreach (int bucket in buckets)
        {
            places[bucket]++;
        }

        Span<int> starts = _starts;
        starts[0] = 0;
        for (int bucket = 0; bucket < Count; bucket++)
        {
            starts[bucket + 1] = starts[bucket] + places[bucket];
        }

        starts[..Count].CopyTo(places);
        Span<Entry> entries = _entries.AsSpan(0, dots.Length);
        for (int i = 0; i < dots.Length; i++)
        {
            entries[places[buckets[i]]++] = new Entry(numbers[i], dots[i], matches[i]);
        }

        // In their order a bucket's matches are summed without a wait for the sum before.
        for (int bucket = 0; bucket < Count; bucket++)
        {
            long sum = 0;
            foreach (ref readonly Entry entry in entries[starts[bucket]..starts[bucket + 1]])
            {
                sum += entry.Matches;
            }

            _matchesOf.Set(bucket, sum);
        }
    }

    private readonly record struct Entry(int Number, int Dot, int Matches);
}
