using ProductSpace.Numerics;
using ProductSpace.Training.Models;

namespace ProductSpace.Training.Drift;

/// <summary>
/// The two vectors of a common product as they are compared: scaled to length 1, with the mean of all common products
/// subtracted, and scaled again; in float64, padded with zeros to the larger dimension. Trained vectors share a common
/// direction that is often longer than what is their own; left in, it alone would give any two models a cosine near 1.
/// </summary>
internal sealed class AlignedPair
{
    /// <summary>Distance from the mean below which the remainder of a vector is only rounding.</summary>
    private const double LeastOwnLength = 1e-5;

    private readonly ModelContent _before;
    private readonly ModelContent _after;
    private readonly Space _space;
    private readonly CommonProducts _common;
    private readonly double[] _meanBefore;
    private readonly double[] _meanAfter;

    public AlignedPair(
        ModelContent before,
        ModelContent after,
        Space space,
        CommonProducts common,
        int dimension,
        CancellationToken cancellationToken)
    {
        _before = before;
        _after = after;
        _space = space;
        _common = common;
        Before = new double[dimension];
        After = new double[dimension];
        _meanBefore = MeanOf(before, common.Before, Before, cancellationToken);
        _meanAfter = MeanOf(after, common.After, After, cancellationToken);
    }

    public double[] Before { get; }

    public double[] After { get; }

    /// <summary>Reads both vectors of a product; returns false if one of them has no direction of its own.</summary>
    public bool TryRead(int product) =>
        TryRead(_before, _common.Before[product], _meanBefore, Before)
        && TryRead(_after, _common.After[product], _meanAfter, After);

    private bool TryRead(ModelContent model, int row, double[] mean, double[] vector)
    {
        if (!TryScale(model, row, vector))
        {
            return false;
        }

        for (int i = 0; i < vector.Length; i++)
        {
            vector[i] -= mean[i];
        }

        return UnitVector.Normalise(vector) > LeastOwnLength;
    }

    private double[] MeanOf(ModelContent model, int[] rows, double[] vector, CancellationToken cancellationToken)
    {
        double[] mean = new double[vector.Length];
        int used = 0;
        for (int product = 0; product < rows.Length; product++)
        {
            if ((product & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (TryScale(model, rows[product], vector))
            {
                used++;
                for (int i = 0; i < mean.Length; i++)
                {
                    mean[i] += vector[i];
                }
            }
        }

        return Array.ConvertAll(mean, sum => sum / Math.Max(1, used));
    }

    private bool TryScale(ModelContent model, int row, double[] unit) =>
        UnitVector.Normalise(_space == Space.Next ? model.OutRow(row) : model.InRow(row), unit) > 0;
}
