using System.Runtime.CompilerServices;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Strategy PrefixScan: matches that lie scattered, for an answer that need not be exact. Of each row the first 64
/// codes are read, its first cache line, and the others only where these are promising. Codes are randomly rotated, so
/// that the first 64 hold their share of any dot product, give or take a deviation that no data change; a row is passed
/// over when its prefix lies so far below the share of the k-th nearest that a product as near as that one is lost with
/// a quarter of the probability that the target allows, nearer ones with less (the hypothesis test of Gao and Long,
/// High-Dimensional Approximate Nearest Neighbor Search: with Reliable and Efficient Distance Comparison Operations,
/// SIGMOD 2023). Scratch of one thread.
/// </summary>
internal sealed class PrefixScan
{
    /// <summary>Part of what the target lets go that may be lost by prefixes.</summary>
    private const double LostShare = 0.25;

    /// <summary>Rows that wait for their second look; the threshold rises with each look.</summary>
    private const int Waiting = 32;

    private readonly int[] _prefixes = new int[HitCollector.BlockRows];
    private readonly int[] _places = new int[HitCollector.BlockRows];
    private readonly int[] _rows = new int[HitCollector.BlockRows + Waiting];
    private readonly int[] _dots = new int[HitCollector.BlockRows];
    private int _count;

    /// <summary>A prefix is promising from share x threshold + offset on.</summary>
    private double _share;
    private double _offset;

    /// <summary>Rows of the last scan that were compared whole after a look at their prefixes.</summary>
    public int Whole { get; private set; }

    public SearchWork Run(SpaceView space, SearchContext context, double recall, SpaceFilter filter)
    {
        ReadOnlySpan<SearchContext> queries = new(in context);
        context.Hits.BeginBlocks(space, context.Query);
        Begin(space, context.Query, recall);
        if (ExactScan.IsListed(filter, out MatchList? list))
        {
            ExactScan.ScanList(space, queries, list.Rows, this);
        }
        else
        {
            ExactScan.ScanRuns(space, queries, filter.Rows, this);
        }

        Flush(space, context.Query, context.Hits);
        long scanned = context.Budget.IsLimited ? context.Budget.Scanned : filter.Rows.Count;
        return new SearchWork(scanned) { IsComplete = true };
    }

    /// <summary>
    /// The deviations above which a normal distribution has this part, at most a half (Abramowitz and Stegun 26.2.22,
    /// good to 0.003).
    /// </summary>
    internal static double DeviationsFor(double part)
    {
        double t = Math.Sqrt(-2 * Math.Log(part));
        return t - ((2.30753 + (0.27061 * t)) / (1 + (0.99229 * t) + (0.04481 * t * t)));
    }

    /// <summary>Before the first row, with the query prepared for scans.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(SpaceView space, PreparedQuery query, double recall)
    {
        _count = 0;
        Whole = 0;
        int dimension = space.Model.Dimension;
        int ofPrefix = 0;
        int ofAll = 0;
        double squares = 0;
        for (int i = 0; i < dimension; i++)
        {
            ofPrefix += i < CodeDot.Block ? query.Codes[i] : 0;
            ofAll += query.Codes[i];
            squares += query.Codes[i] * query.Codes[i];
        }

        _share = (double)CodeDot.Block / dimension;
        double deviation =
            Math.Sqrt(_share * (1 - _share) / dimension * squares) * (space.Model.RowLength / space.Model.Step);
        double allowed = DeviationsFor(LostShare * (1 - recall)) * deviation;
        _offset = (CodeRows.Zero * (ofPrefix - (_share * ofAll))) - allowed;
    }

    /// <summary>Offers up to <see cref="HitCollector.BlockRows"/> rows; the hits have a bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Offer(SpaceView space, PreparedQuery query, HitCollector hits, ReadOnlySpan<int> rows)
    {
        Span<int> prefixes = _prefixes.AsSpan(0, rows.Length);
        space.Codes.DotPrefixes(rows, query.Codes, prefixes);
        int least = (int)Math.Clamp((_share * hits.Kth) + _offset, -1e9, 1e9);
        int found = Threshold.Find(prefixes, least, _places);
        for (int i = 0; i < found; i++)
        {
            int row = rows[_places[i]];
            space.Codes.Prefetch(row);
            _rows[_count++] = row;
        }

        if (_count >= Waiting)
        {
            Flush(space, query, hits);
        }
    }

    /// <summary>Compares the rows that wait; call once more after the last ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Flush(SpaceView space, PreparedQuery query, HitCollector hits)
    {
        for (int first = 0; first < _count; first += HitCollector.BlockRows)
        {
            ReadOnlySpan<int> rows = _rows.AsSpan(first, Math.Min(HitCollector.BlockRows, _count - first));
            space.Codes.Dot(rows, query.Codes, _dots);
            hits.OfferRows(space, query, rows, _dots.AsSpan(0, rows.Length));
        }

        Whole += _count;
        _count = 0;
        hits.Flush(space, query);
    }
}
