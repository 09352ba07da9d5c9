using ProductSpace.Numerics;
using ProductSpace.Training.Sampling;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// The products that a step compares its targets with: some drawn by popularity to a power, and the targets of the
/// whole batch, each once. logQ is the logarithm of the probability that a product is among them; with it subtracted
/// from the scores the softmax over the candidates estimates the one over all products (Bengio and Senecal 2008).
/// </summary>
internal sealed class CandidateSampler
{
    private const double Unseen = 1e-12;

    private readonly AliasTable? _table;
    private readonly int[] _drawn;

    /// <summary>Creates a sampler.</summary>
    /// <param name="counts">Number of times that each product is a target in an epoch.</param>
    /// <param name="samples">Number of draws of a step; as many as products or more for all products.</param>
    /// <param name="targets">Number of targets of a step.</param>
    /// <param name="power">Power of the popularity: 0 draws uniformly, 1 by counts.</param>
    public CandidateSampler(ReadOnlySpan<long> counts, int samples, int targets, double power)
    {
        _drawn = new int[Math.Min(samples, counts.Length)];
        LogQ = new double[counts.Length];
        if (samples >= counts.Length)
        {
            return;
        }

        double[] weights = new double[counts.Length];
        double all = 0;
        double views = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = counts[i] == 0 ? 0 : FixedMath.Pow(counts[i], power);
            all += weights[i];
            views += counts[i];
        }

        if (all == 0)
        {
            Array.Fill(weights, 1);
            all = weights.Length;
            views = 1;
        }

        _table = new AliasTable(weights);
        for (int i = 0; i < weights.Length; i++)
        {
            // Missed by every draw and by every target of the batch.
            double missed = Power(1 - (weights[i] / all), samples) * Power(1 - (counts[i] / views), targets);
            LogQ[i] = FixedMath.Log(Math.Max(1 - missed, Unseen));
        }
    }

    /// <summary>True if every product is a candidate: a full softmax.</summary>
    public bool IsFull => _table is null;

    /// <summary>Maximum number of products of a step without its targets.</summary>
    public int MaxDrawn => _drawn.Length;

    /// <summary>Logarithm of the probability that a product is a candidate; zeros where all are.</summary>
    public double[] LogQ { get; }

    /// <summary>Draws the products of a step, or lists all of them.</summary>
    /// <param name="random">Source of the draws.</param>
    /// <returns>Products, some of them several times; valid until the next call.</returns>
    public ReadOnlySpan<int> Draw(ref SeededRandom random)
    {
        for (int i = 0; i < _drawn.Length; i++)
        {
            _drawn[i] = _table is null ? i : _table.Draw(ref random);
        }

        return _drawn;
    }

    private static double Power(double value, int power)
    {
        double result = 1;
        for (; power > 0; power >>= 1)
        {
            result *= (power & 1) == 1 ? value : 1;
            value *= value;
        }

        return result;
    }
}
