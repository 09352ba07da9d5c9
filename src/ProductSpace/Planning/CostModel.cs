using System.Runtime.CompilerServices;
using ProductSpace.Graph;

namespace ProductSpace.Planning;

/// <summary>
/// Nanoseconds of counted work on one core, by the size of the codes: vectors that a walk scores are cache misses in
/// random order, the blocks of cells are read in order. Between the sizes that fit the last cache and those that do not
/// the prices of a machine are interpolated.
/// </summary>
internal readonly struct CostModel
{
    /// <summary>
    /// Codes up to this many bytes are mostly found in the last cache; from the second number on, few are.
    /// </summary>
    private const double NearBytes = 48 << 20;
    private const double FarBytes = 128 << 20;

    /// <summary>Descent through the upper layers, in vectors.</summary>
    private const double Descent = 150;

    private readonly double _vector;
    private readonly double _centroid;
    private readonly double _line;
    private readonly double _scan;
    private readonly double _probe;
    private readonly double _start;
    private readonly double _lane;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CostModel(long codeBytes, MachinePrices prices)
    {
        double far = Math.Clamp(Math.Log2(Math.Max(1, codeBytes) / NearBytes) / Math.Log2(FarBytes / NearBytes), 0, 1);
        _vector = Between(prices.WalkNear, prices.WalkFar, far);
        _centroid = Between(prices.CentroidNear, prices.CentroidFar, far);
        _line = Between(prices.LineNear, prices.LineFar, far);
        _scan = prices.Scan;
        _probe = prices.Probe;
        _start = prices.Start;
        _lane = prices.Lane;
    }

    /// <summary>Cost of a walk that scores this number of vectors, with its hops, lists and pool.</summary>
    public double Walk(double scored) => (scored + Descent) * _vector;

    /// <summary>Cost of a scan of this number of vectors side by side.</summary>
    public double Scan(double vectors) => vectors * _scan;

    /// <summary>Cost of a gather: vectors at scattered places, each prefetched.</summary>
    public double Gather(double vectors) => vectors * _vector;

    /// <summary>Cost of comparing and ranking the centroids of this number of groups.</summary>
    public double Groups(double groups) => groups * 2 * _centroid;

    /// <summary>Cost of this number of cache lines of 4-bit codes.</summary>
    public double Lines(double lines) => lines * _line;

    /// <summary>Cost of centroids compared, blocks of cells scanned, and vectors scored afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Cells(double compared, double cells, int blockLines, double scored) =>
        _probe + (compared * _centroid) + (cells * blockLines * _line) + (scored * _vector);

    /// <summary>
    /// Cost of a walk that starts from cells: centroids compared in lanes, blocks scanned, and vectors scored, those of
    /// the best rows of the cells among them.
    /// </summary>
    public double CellStart(double compared, double cells, int blockLines, double scored) =>
        _start + (compared * _lane) + (cells * blockLines * _line) + (scored * _vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Between(double near, double far, double share) => near + (share * (far - near));
}
