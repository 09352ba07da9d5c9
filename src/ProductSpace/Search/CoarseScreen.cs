using System.Runtime.CompilerServices;
using ProductSpace.Numerics;

namespace ProductSpace.Search;

/// <summary>
/// Passes over rows of a delta that are too far away by their coarse codes (<see cref="CoarseCodes"/>). Integers and
/// IEEE arithmetic in a fixed order: the same rows everywhere. Scratch of one thread; no allocation once it is large
/// enough.
/// </summary>
internal sealed class CoarseScreen
{
    /// <summary>
    /// Deviations that an estimate may be off. Beyond 4 on this side are 3 in 100,000 of the rows at the bound, and
    /// fewer of those above it. With fewer deviations about as many rows would remain.
    /// </summary>
    private const double Deviations = 4;

    /// <summary>
    /// Rows of a block that are compared one by one at most: comparing all of the block is no more work then.
    /// </summary>
    private const int MostRows = HitCollector.BlockRows / 8;

    private readonly CellQuery _query = new();
    private readonly ushort[] _sums = new ushort[CellBlocks.Products];
    private readonly int[] _rows = new int[MostRows];
    private double _spread;

    /// <summary>Takes a query that was prepared for a scan, and the codewords of its dimension.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(PreparedQuery query, SpaceModel model, sbyte[] codebook)
    {
        _query.Prepare(query.Codes, codebook, model.Dimension);
        _spread = Deviations * query.Length * model.Step / query.UnitSimilarity;
    }

    /// <summary>
    /// Finds the rows of a block that could reach a dot product; returns false where these are many.
    /// </summary>
    /// <param name="codes">Of the rows.</param>
    /// <param name="first">First row, that of a block of codes.</param>
    /// <param name="count">Rows to look at.</param>
    /// <param name="least">Dot product of centred codes to reach.</param>
    /// <param name="rows">The rows found, until the next call.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(CoarseCodes codes, int first, int count, double least, out ReadOnlySpan<int> rows)
    {
        int found = codes.Find(first, count, _query, _spread, least, _sums, _rows);
        rows = _rows.AsSpan(0, Math.Max(0, found));
        return found >= 0;
    }
}
