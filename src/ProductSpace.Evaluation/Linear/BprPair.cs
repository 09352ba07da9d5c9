using ProductSpace.Training.Numerics;
using ProductSpace.Training.Sampling;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// One step of BPR: a viewed product should score above one that was not, by -ln of the logistic function of the
/// difference of their scores, plus half the regularisation times the squares of all numbers that take part. The last
/// number of a product is its bias, which the session's last number, always 1, multiplies.
/// </summary>
internal static class BprPair
{
    /// <summary>Takes a step of descent from all three rows as they are before it.</summary>
    /// <param name="session">Numbers of the session.</param>
    /// <param name="viewed">Numbers of the viewed product, and its bias.</param>
    /// <param name="other">Numbers of the other product, and its bias.</param>
    /// <param name="rate">Length of the step.</param>
    /// <param name="lambda">Regularisation.</param>
    /// <param name="difference">Scratch of the length of a row.</param>
    public static void Step(
        Span<double> session,
        Span<double> viewed,
        Span<double> other,
        double rate,
        double lambda,
        Span<double> difference)
    {
        viewed.CopyTo(difference);
        Axpy.Add(difference, other, -1);
        double pull = rate * Slope(Axpy.Dot(session, difference));
        double keep = 1 - (rate * lambda);
        double bias = session[^1];
        for (int i = 0; i < session.Length; i++)
        {
            double old = session[i];
            session[i] = (keep * old) + (pull * difference[i]);
            viewed[i] = (keep * viewed[i]) + (pull * old);
            other[i] = (keep * other[i]) - (pull * old);
        }

        session[^1] = bias;
    }

    /// <summary>Returns the slope of ln of the logistic function: 1 / (1 + e^difference).</summary>
    private static double Slope(double difference) => 1 / (1 + FixedMath.Exp(Math.Clamp(difference, -40, 40)));
}
