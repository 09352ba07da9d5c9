using System.Runtime.CompilerServices;
using ProductSpace.Memory;

namespace ProductSpace.Planning;

/// <summary>
/// Cells from near to far, as well as a probe needs it: in the buckets of
/// <see cref="MatchesByDot"/>, which tell the hits to be expected in the rest. Scratch of one thread.
/// </summary>
internal sealed class CellBuckets
{
    public const int Count = MatchesByDot.Count;

    private readonly int[] _starts = new int[Count + 1];
    private readonly int[] _places = new int[Count];
    private readonly MatchesByDot _matchesOf = new();
    private byte[] _bucketOf = [];
    private int[] _cells = [];
    private int[] _dots = [];
    private int[] _matches = [];

    /// <summary>First place of a bucket; that of <see cref="Count"/> is the number of cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int StartOf(int bucket) => _starts[bucket];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CellAt(int place) => _cells[place];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int DotAt(int place) => _dots[place];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int MatchesAt(int place) => _matches[place];

    /// <summary>Matches above a dot product to be expected in the buckets from one on, where products spread by 1 / <paramref name="perDeviation"/> around their cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Expected(int from, int dot, float perDeviation) => _matchesOf.Expected(from, dot, perDeviation);

    /// <summary>Takes cells with their dot products and matches; the three are equally long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sort(ReadOnlySpan<int> cells, ReadOnlySpan<int> dots, ReadOnlySpan<int> matches)
    {
        Room.Grow(ref _cells, dots.Length);
        Room.Grow(ref _dots, dots.Length);
        Room.Grow(ref _matches, dots.Length);
        Room.Grow(ref _bucketOf, dots.Length);
        Span<byte> buckets = _bucketOf.AsSpan(0, dots.Length);
        int most = int.MinValue;
        int least = int.MaxValue;
        foreach (int dot in dots)
        {
            most = Math.Max(most, dot);
            least = Math.Min(least, dot);
        }

        _matchesOf.Begin(least, most);
        Span<int> starts = _starts;
        starts.Clear();
        for (int i = 0; i < dots.Length; i++)
        {
            int bucket = _matchesOf.Add(dots[i], matches[i]);
            buckets[i] = (byte)bucket;
            starts[bucket + 1]++;
        }

        for (int bucket = 0; bucket < Count; bucket++)
        {
            starts[bucket + 1] += starts[bucket];
        }

        Span<int> places = _places;
        starts[..Count].CopyTo(places);
        for (int i = 0; i < dots.Length; i++)
        {
            int place = places[buckets[i]]++;
            _cells[place] = cells[i];
            _dots[place] = dots[i];
            _matches[place] = matches[i];
        }
    }
}
