namespace ProductSpace.Planning;

/// <summary>
/// Nanoseconds of counted work on one core, by the size of the codes: vectors that a walk scores are cache misses in random
/// order, the blocks of cells are read in order. Fixed numbers, measured once on one processor (decisions/cells.md), so that
/// the same snapshot takes the same road everywhere; only their ratios matter to the choice.
/// </summary>
internal readonly struct CostModel
{
    /// <summary>Codes up to this many bytes are mostly found in the last cache; from the second on hardly any are.</summary>
    private const double NearBytes = 48 << 20;
    private const double FarBytes = 128 << 20;

    /// <summary>Descent through the upper layers, in vectors.</summary>
    private const double Descent = 150;

    /// <summary>Tables of the query, choosing, clearing.</summary>
    private const double Probe = 6000;

    private const double ScannedVector = 5.5;

    private readonly double _vector;
    private readonly double _centroid;
    private readonly double _line;

    public CostModel(long codeBytes)
    {
        double far = Math.Clamp(Math.Log2(Math.Max(1, codeBytes) / NearBytes) / Math.Log2(FarBytes / NearBytes), 0, 1);
        _vector = 13 + (21 * far);
        _centroid = 6 + (3 * far);
        _line = 7 + (2.5 * far);
    }

    /// <summary>A walk that scores so many vectors, with its hops, lists and pool.</summary>
    public double Walk(double scored) => (scored + Descent) * _vector;

    /// <summary>A scan of so many vectors side by side.</summary>
    public static double Scan(double vectors) => vectors * ScannedVector;

    /// <summary>Centroids compared, blocks of so many cache lines scanned, and vectors scored afterwards.</summary>
    public double Cells(double compared, double cells, int blockLines, double scored) =>
        Probe + (compared * _centroid) + (cells * blockLines * _line) + (scored * _vector);
}
