using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Numerics;

namespace ProductSpace.Snapshot;

/// <summary>
/// Tells how well the matches of a filter are placed: where a search for one of them would meet its cell, and its group
/// of cells. Cells belong to categories, so a product that stands in a category for another reason than its vector lies
/// in a cell whose centroid says nothing of it; the deviation of the products around near centroids does not foretell
/// such ones, whatever their number.
/// </summary>
/// <remarks>
/// Of up to 256 matches the placement is noted: the dot product of the centroid with the product, as a part of the
/// product's own. A product whose dot product with a query is h has a centroid whose dot product is about placement x
/// h: give or take the deviation of products from centroids, times the root of the placement, for that is the part of
/// the vector that the centroid has, and half of it, for the sample itself spreads. Made with the filter; integers and
/// IEEE sums in a fixed order: the same everywhere.
/// </remarks>
internal sealed class CellPlacement
{
    private const int SampleSize = 256;
    private const int Bins = 48;
    private const float Least = -0.25f;
    private const float Width = 1.5f / Bins;

    /// <summary>
    /// Part of the deviation that the spread of the sample does not hold already (measured: with all of it, searches of
    /// shops whose products are placed well look at a tenth more cells; mixed ones find the same from .5 to 1).
    /// </summary>
    private const float OwnDeviation = 0.5f;

    /// <summary>Smallest placement whose root tells the deviation: of codes that are rounded.</summary>
    private const float LeastSpread = 0.02f;

    /// <summary>The part of the deviation that counts, for each bin.</summary>
    private static readonly float[] s_spreads = Spreads();

    private readonly float[] _ofCells = new float[Bins];
    private readonly float[] _ofGroups = new float[Bins];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private CellPlacement(SpaceView space, CellSet set)
    {
        Sampling sampling = new(space);
        CellView view = space.Cells!;
        int samples = (int)Math.Min(SampleSize, set.Matches);
        int taken = 0;
        long before = 0;
        for (int group = 0; group < view.Groups && taken < samples; group++)
        {
            if (set.MatchesOf(group) == 0)
            {
                continue;
            }

            (int first, int count) = view.CellsOf(group);
            for (int cell = first; cell < first + count; cell++)
            {
                int matches = set.MatchesIn(cell);

                // The matches in the order of cells, one of each equal part of them.
                for (; taken < samples && taken * set.Matches / samples < before + matches; taken++)
                {
                    int rank = (int)((taken * set.Matches / samples) - before);
                    int row = view.Cells[cell].First + PlaceOf(set.MaskOf(cell), rank);
                    Note(sampling, row, cell, group);
                }

                before += matches;
            }
        }

        Normalise(_ofCells);
        Normalise(_ofGroups);
    }

    /// <summary>Memory that it holds.</summary>
    public static long Bytes => 2L * Bins * sizeof(float);

    /// <summary>Samples the matches of a filter in a space with cells; null where there are none.</summary>
    public static CellPlacement? Of(SpaceView space, CellSet? set) =>
        set is null || set.Matches == 0 ? null : new CellPlacement(space, set);

    /// <summary>
    /// The part of the matches at a dot product whose cells have centroids below another one, both from the dot product
    /// of the mean.
    /// </summary>
    /// <param name="hit">Dot product of the matches, such as that of the k-th nearest.</param>
    /// <param name="edge">Dot product of centroids from which on cells were looked at.</param>
    /// <param name="perDeviation">The inverse of the deviation of a product from its centroid.</param>
    public double PartOfCellsBelow(float hit, float edge, float perDeviation) =>
        PartBelow(_ofCells, hit, edge, perDeviation);

    /// <summary>The part of the matches at a dot product whose groups have centroids below another one.</summary>
    public double PartOfGroupsBelow(float hit, float edge, float perDeviation) =>
        PartBelow(_ofGroups, hit, edge, perDeviation);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double PartBelow(float[] shares, float hit, float edge, float perDeviation)
    {
        double part = 0;
        for (int bin = 0; bin < Bins; bin++)
        {
            if (shares[bin] > 0)
            {
                float above = ((hit * PlacementOf(bin)) - edge) * (perDeviation / s_spreads[bin]);
                part += shares[bin] * (above >= 0 ? NormalTail.Above(above) : 1 - NormalTail.Above(-above));
            }
        }

        return part;
    }

    private static float[] Spreads()
    {
        float[] spreads = new float[Bins];
        for (int bin = 0; bin < Bins; bin++)
        {
            spreads[bin] = OwnDeviation * MathF.Sqrt(Math.Clamp(PlacementOf(bin), LeastSpread, 1));
        }

        return spreads;
    }

    /// <summary>The placement in the middle of a bin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float PlacementOf(int bin) => Least + ((bin + 0.5f) * Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(uint mask, int rank)
    {
        for (; rank > 0 && mask != 0; rank--)
        {
            mask &= mask - 1;
        }

        return mask == 0 ? 0 : BitOperations.TrailingZeroCount(mask);
    }

    private static void Normalise(float[] shares)
    {
        float sum = 0;
        foreach (float share in shares)
        {
            sum += share;
        }

        for (int bin = 0; bin < shares.Length && sum > 0; bin++)
        {
            shares[bin] /= sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Note(Sampling sampling, int row, int cell, int group)
    {
        if (sampling.TryMeasure(row, cell, group, out float ofCell, out float ofGroup))
        {
            _ofCells[BinOf(ofCell)]++;
            _ofGroups[BinOf(ofGroup)]++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BinOf(float placement) => (int)Math.Clamp((placement - Least) / Width, 0, Bins - 1);

    /// <summary>Compares codes of products with those of centroids: the row becomes the query.</summary>
    private readonly struct Sampling(SpaceView space)
    {
        private readonly sbyte[] _query = new sbyte[space.Codes.Stride];
        private readonly int[] _dot = new int[1];

        public bool TryMeasure(int row, int cell, int group, out float ofCell, out float ofGroup)
        {
            ofCell = 0;
            ofGroup = 0;
            if ((uint)row >= (uint)space.Count)
            {
                return false;
            }

            Span<byte> codes = space.Codes.Row(row);
            int zero = 0;
            for (int i = 0; i < space.Model.Dimension; i++)
            {
                _query[i] = (sbyte)Math.Clamp(codes[i] - CodeRows.Zero, -CodeRows.Limit, CodeRows.Limit);
                zero += CodeRows.Zero * _query[i];
            }

            float own = Dot(space.Codes, row) - zero;
            ofCell = (Dot(space.Cells!.Centroids, cell) - zero) / own;
            ofGroup = (Dot(space.Cells.GroupCentroids, group) - zero) / own;
            return own > 0;
        }

        private int Dot(CodeRows rows, int row)
        {
            rows.Dot([row], _query, _dot);
            return _dot[0];
        }
    }
}
