using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// Rows that lie scattered, for a scan that need not be exact: of each one the first 64 codes are read, its first cache line,
/// and the others only where these are promising. Codes are randomly rotated, so that the first 64 hold their share of any
/// dot product, give or take a deviation that no data change; a row is passed over when its head lies so many deviations below
/// the share of the k-th best that a product as near as that one is lost with a quarter of the probability that the target
/// allows, nearer ones with less (the hypothesis test of Gao and Long, High-Dimensional Approximate Nearest Neighbor Search: with Reliable and Efficient Distance
/// Comparison Operations, SIGMOD 2023). Scratch of one thread.
/// </summary>
internal sealed class PrefixPruning
{
    /// <summary>The highest target of recall that it serves: what it passes over is far less than such a target lets go.</summary>
    private const double HighestTarget = 0.99;

    /// <summary>Part of what the target lets go that may be lost by heads.</summary>
    private const double LostShare = 0.25;

    /// <summary>Fewer matches are read whole.</summary>
    private const int LeastMatches = 1024;

    /// <summary>Rows that wait for their second look; the threshold rises with each look.</summary>
    private const int Waiting = 32;

    private readonly int[] _heads = new int[ExactScan.BlockRows];
    private readonly int[] _places = new int[ExactScan.BlockRows];
    private readonly int[] _rows = new int[ExactScan.BlockRows + Waiting];
    private readonly int[] _dots = new int[ExactScan.BlockRows];
    private int _count;

    /// <summary>A head is promising from share x threshold + offset on.</summary>
    private double _share;
    private double _offset;

    /// <summary>Rows of the last scan that were compared whole after a look at their heads.</summary>
    public int Whole { get; private set; }

    /// <summary>Whether a scan of these matches is one for heads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(SpaceView space, RowSet matches, double target) =>
        target <= HighestTarget && space.Codes.Stride > CodeDot.Block && matches.Count >= LeastMatches && !FilterPlanner.IsContiguous(matches);

    /// <summary>Part of the cost of whole rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double CostShare(SpaceView space) => Math.Max(0.5, 1.25 * CodeDot.Block / space.Codes.Stride);

    /// <summary>The deviations above which a normal distribution has this part, at most a half (Abramowitz and Stegun 26.2.22, good to 0.003).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double DeviationsFor(double part)
    {
        double t = Math.Sqrt(-2 * Math.Log(part));
        return t - ((2.30753 + (0.27061 * t)) / (1 + (0.99229 * t) + (0.04481 * t * t)));
    }

    /// <summary>Before the first row of a scan, with the query prepared for scans.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(SpaceView space, PreparedQuery query, double target)
    {
        _count = 0;
        Whole = 0;
        int dimension = space.Model.Dimension;
        int ofHead = 0;
        int ofAll = 0;
        double squares = 0;
        for (int i = 0; i < dimension; i++)
        {
            ofHead += i < CodeDot.Block ? query.Codes[i] : 0;
            ofAll += query.Codes[i];
            squares += query.Codes[i] * query.Codes[i];
        }

        _share = (double)CodeDot.Block / dimension;
        double deviation = Math.Sqrt(_share * (1 - _share) / dimension * squares) * (space.Model.RowLength / space.Model.Step);
        _offset = (CodeRows.Zero * (ofHead - (_share * ofAll))) - (DeviationsFor(LostShare * (1 - target)) * deviation);
    }

    /// <summary>Takes up to <see cref="ExactScan.BlockRows"/> rows; the scan has a threshold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(SpaceView space, PreparedQuery query, ExactScan scan, ReadOnlySpan<int> rows)
    {
        Span<int> heads = _heads.AsSpan(0, rows.Length);
        space.Codes.DotHeads(rows, query.Codes, heads);
        int least = (int)Math.Clamp((_share * scan.Kth) + _offset, -1e9, 1e9);
        int found = Threshold.Find(heads, least, _places);
        for (int i = 0; i < found; i++)
        {
            int row = rows[_places[i]];
            space.Codes.Prefetch(row);
            _rows[_count++] = row;
        }

        if (_count >= Waiting)
        {
            Flush(space, query, scan);
        }
    }

    /// <summary>Compares the rows that wait; call once more after the last ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Flush(SpaceView space, PreparedQuery query, ExactScan scan)
    {
        for (int first = 0; first < _count; first += ExactScan.BlockRows)
        {
            ReadOnlySpan<int> rows = _rows.AsSpan(first, Math.Min(ExactScan.BlockRows, _count - first));
            space.Codes.Dot(rows, query.Codes, _dots);
            scan.Add(space, query, rows, _dots.AsSpan(0, rows.Length));
        }

        Whole += _count;
        _count = 0;
        scan.Flush(space, query);
    }
}
