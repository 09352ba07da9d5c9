using System.Runtime.CompilerServices;
using ProductSpace.Numerics;

namespace ProductSpace.Planning;

/// <summary>
/// Nanoseconds of counted work on one core, by the size of the codes and the length of a row: vectors that a walk
/// scores are cache misses in random order, the blocks of cells are read in order. Between the sizes that fit the last
/// cache and those that do not the prices of a machine are interpolated; a vector or centroid costs more by each cache
/// line of its row.
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

    /// <summary>Cache lines of the row that the prices of a vector are for.</summary>
    private const int LinesOfPrices = PriceProbe.ShortRow / CodeDot.Block;

    private readonly double _walked;
    private readonly double _vector;
    private readonly double _centroid;
    private readonly double _line;
    private readonly double _scan;
    private readonly double _probe;
    private readonly double _start;
    private readonly double _lane;

    /// <param name="count">Rows of codes.</param>
    /// <param name="rowBytes">Bytes of a row, a multiple of a cache line.</param>
    /// <param name="walkedBytes">Bytes of a row that walks compare: fewer where they navigate by short codes.</param>
    /// <param name="prices">Those of the machine.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CostModel(long count, int rowBytes, int walkedBytes, MachinePrices prices)
    {
        double far = FarShare((double)count * rowBytes);
        int further = FurtherLines(rowBytes);
        _walked = Scattered(FarShare((double)count * walkedBytes), FurtherLines(walkedBytes), prices);
        _vector = Scattered(far, further, prices);
        _centroid = OfRow(Between(prices.CentroidNear, prices.CentroidFar, far), prices.ScanLine, further);
        _line = Between(prices.LineNear, prices.LineFar, far);
        _scan = OfRow(prices.Scan, prices.ScanLine, further);
        _probe = prices.Probe;
        _start = prices.Start;
        _lane = prices.Lane * rowBytes / PriceProbe.ShortRow;
    }

    /// <summary>Prices rows that walks compare whole.</summary>
    public CostModel(long count, int rowBytes, MachinePrices prices)
        : this(count, rowBytes, rowBytes, prices)
    {
    }

    /// <summary>Cost of a walk that scores this number of vectors, with its hops, lists and pool.</summary>
    public double Walk(double scored) => (scored + Descent) * _walked;

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
        _start + (compared * _lane) + (cells * blockLines * _line) + (scored * _walked);

    /// <summary>
    /// The price of a vector whose row is longer than that of the prices by a number of lines; a shorter row costs half
    /// at least, because its place, its list and its key cost what they cost.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double OfRow(double price, double ofLine, int further) =>
        Math.Max(price / 2, price + (further * ofLine));

    /// <summary>The price of a vector at a place that the one before does not tell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Scattered(double far, int further, MachinePrices prices) => OfRow(
        Between(prices.WalkNear, prices.WalkFar, far), Between(prices.RowLineNear, prices.RowLineFar, far), further);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FurtherLines(int rowBytes) => (rowBytes / CodeDot.Block) - LinesOfPrices;

    /// <summary>How far codes of this many bytes are from the last cache, 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double FarShare(double bytes) =>
        Math.Clamp(Math.Log2(Math.Max(1, bytes) / NearBytes) / Math.Log2(FarBytes / NearBytes), 0, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Between(double near, double far, double share) => near + (share * (far - near));
}
