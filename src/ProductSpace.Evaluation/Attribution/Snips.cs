namespace ProductSpace.Evaluation.Attribution;

/// <summary>
/// Self-normalised inverse propensity estimate (Swaminathan and Joachims 2015): what a policy would have earned, from
/// products that another one drew with known probabilities. Each impression weighs as much as the policy to be judged
/// would have drawn its product oftener: target by propensity. Dividing by the sum of weights in place of their number
/// makes the estimate independent of the scale of the targets and far less noisy. Right only where every product that
/// the target would draw could be drawn. Pure functions, safe from any thread.
/// </summary>
public static class Snips
{
    /// <summary>Returns the estimate.</summary>
    /// <param name="rewards">What each impression earned, such as 1 for a click.</param>
    /// <param name="propensities">Probability with which each was drawn, above 0 to 1.</param>
    /// <param name="targets">
    /// Probability with which the policy to be judged would draw each, in any scale, 0 or more; empty for 1 each: a
    /// policy that draws all products alike.
    /// </param>
    /// <param name="groups">Group of each impression, such as its session; empty if each is a group of its own.</param>
    /// <param name="maxWeight">
    /// Largest weight relative to the mean weight, at least 1; larger ones are cut to it, which trades a bias for less
    /// noise.
    /// </param>
    /// <param name="confidence">Confidence of the interval, above 0 and below 1.</param>
    /// <param name="seed">Seed of the interval.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a number is out of its range.</exception>
    public static SnipsEstimate Estimate(
        ReadOnlySpan<double> rewards,
        ReadOnlySpan<float> propensities,
        ReadOnlySpan<double> targets = default,
        ReadOnlySpan<int> groups = default,
        double maxWeight = 100,
        double confidence = 0.95,
        ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(propensities.Length, rewards.Length);
        if (!targets.IsEmpty && targets.Length != rewards.Length)
        {
            throw new ArgumentException($"{targets.Length} targets for {rewards.Length} rewards", nameof(targets));
        }

        if (!(maxWeight >= 1))
        {
            throw new ArgumentException("the largest weight must be at least 1", nameof(maxWeight));
        }

        double[] weights = new double[rewards.Length];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (targets.IsEmpty ? 1 : targets[i]) / propensities[i];
            if (!(propensities[i] is > 0 and <= 1) || !(weights[i] >= 0 && double.IsFinite(weights[i])))
            {
                throw new ArgumentException("a propensity must be above 0 and at most 1, a target 0 or more");
            }

            sum += weights[i];
        }

        double most = maxWeight * sum / weights.Length;
        int cut = 0;
        double squares = 0;
        double kept = 0;
        double[] weighted = new double[weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            cut += weights[i] > most ? 1 : 0;
            weights[i] = Math.Min(weights[i], most);
            weighted[i] = weights[i] * rewards[i];
            kept += weights[i];
            squares += weights[i] * weights[i];
        }

        return new SnipsEstimate(
            Bootstrap.Ratio(weighted, weights, groups, confidence, seed: seed),
            squares > 0 ? kept * kept / squares : 0,
            cut);
    }
}
