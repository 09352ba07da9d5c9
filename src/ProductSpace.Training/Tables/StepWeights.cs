using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Tables;

/// <summary>Computes the weights of <see cref="StepWeighting"/>, the same bits on every processor.</summary>
internal static class StepWeights
{
    private const double Ln10 = 2.30258509299404568401799145468;

    /// <summary>Returns the weight of a view this many steps away, at least 1.</summary>
    public static double Of(StepWeighting weighting, int steps) => weighting switch
    {
        StepWeighting.Same => 1,
        StepWeighting.Div => 1.0 / steps,
        StepWeighting.Linear => steps >= 10 ? 0 : 1 - (0.1 * steps),
        StepWeighting.Quadratic => 1.0 / ((double)steps * steps),
        StepWeighting.Log => Ln10 / FixedMath.Log(steps + 1.7),
        _ => throw new ArgumentOutOfRangeException(nameof(weighting), weighting, "no such weighting"),
    };

    /// <summary>
    /// Returns the weights of 1 to <paramref name="steps"/> steps, but not more than sessions have, and none that is 0:
    /// views that far apart are no pair.
    /// </summary>
    public static double[] UpTo(StepWeighting weighting, int steps, SessionSet sessions)
    {
        int longest = 1;
        for (int i = 0; i < sessions.Count; i++)
        {
            longest = Math.Max(longest, sessions.Products(i).Length);
        }

        double[] weights = new double[Math.Min(steps, longest)];
        int count = 0;
        while (count < weights.Length && Of(weighting, count + 1) is > 0 and double weight)
        {
            weights[count++] = weight;
        }

        return weights[..count];
    }
}
