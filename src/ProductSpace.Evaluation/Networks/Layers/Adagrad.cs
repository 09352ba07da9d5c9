using System.Numerics;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>
/// Adagrad (Duchi, Hazan, Singer, JMLR 2011): each parameter's rate falls with the sum of its squared gradients. The
/// sums begin at 1e-6, as in the official GRU4Rec, so that tiny gradients move little.
/// </summary>
internal static class Adagrad
{
    /// <summary>What the sum of squares of each parameter begins with.</summary>
    public const double FirstSum = 1e-6;

    /// <summary>Takes one step: adds the squares to the sums, then moves the values.</summary>
    public static void Step<T>(Span<T> values, Span<T> sums, ReadOnlySpan<T> gradient, T rate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector<T>.Count;
        Vector<T> rates = new(rate);
        int i = 0;
        for (; i <= values.Length - width; i += width)
        {
            Vector<T> slope = new(gradient[i..]);
            Vector<T> sum = new Vector<T>(sums[i..]) + (slope * slope);
            sum.CopyTo(sums[i..]);
            (new Vector<T>(values[i..]) - (rates * slope / Vector.SquareRoot(sum))).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            sums[i] += gradient[i] * gradient[i];
            values[i] -= rate * gradient[i] / T.Sqrt(sums[i]);
        }
    }
}
