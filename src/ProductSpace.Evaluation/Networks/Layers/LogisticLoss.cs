using System.Numerics;
using ProductSpace.Evaluation.Numerics;
using ProductSpace.Training.Sampling;

namespace ProductSpace.Evaluation.Networks.Layers;

/// <summary>Cross entropy of yes or no: -ln s(x) where it is true, -ln s(-x) where it is not.</summary>
internal static class LogisticLoss
{
    /// <summary>Returns the loss and writes its gradient; the length is a multiple of the vector's.</summary>
    /// <param name="scores">Score of each lane.</param>
    /// <param name="truth">1 for true, 0 for false.</param>
    /// <param name="weights">Weight of each lane, 0 for a lane without an example.</param>
    /// <param name="gradient">Receives the gradient of the scores.</param>
    public static double Run<T>(
        ReadOnlySpan<T> scores, ReadOnlySpan<double> truth, ReadOnlySpan<double> weights, Span<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double loss = 0;
        for (int i = 0; i < scores.Length; i += Vector<T>.Count)
        {
            Smooth.Logistic(new Vector<T>(scores[i..])).CopyTo(gradient[i..]);
        }

        for (int i = 0; i < scores.Length; i++)
        {
            double score = double.CreateTruncating(scores[i]);
            double against = truth[i] > 0 ? -score : score;

            // ln(1 + e^x) without overflow.
            double power = FixedMath.Exp(-Math.Min(Math.Abs(against), 700));
            double softplus = Math.Max(against, 0) + FixedMath.Log(1 + power);
            loss += weights[i] * softplus;
            gradient[i] = (gradient[i] - T.CreateTruncating(truth[i])) * T.CreateTruncating(weights[i]);
        }

        return loss;
    }
}
