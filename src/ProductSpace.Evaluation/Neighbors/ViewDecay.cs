using ProductSpace.Training.Sampling;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// How much less an earlier view of a session counts: one of the published weightings, or e^(-age / scale).
/// </summary>
/// <param name="Weighting">The weighting; not used with a scale.</param>
/// <param name="Scale">Views in which a weight falls to 1/e; 0 for <paramref name="Weighting"/>.</param>
internal readonly record struct ViewDecay(StepWeighting Weighting, double Scale = 0)
{
    /// <summary>Lowest power of e that is computed: beyond it a weight is this one.</summary>
    private const double LowestPower = -300;

    /// <summary>No decay: 1 for every view.</summary>
    public static ViewDecay None => new(StepWeighting.Same);

    /// <summary>Creates an exponential decay.</summary>
    public static ViewDecay Exponential(double scale) => new(StepWeighting.Same, scale);

    /// <summary>Returns e to minus this age, in units of the scale.</summary>
    public static double Exp(double age, double scale) => FixedMath.Exp(Math.Max(LowestPower, -age / scale));

    /// <summary>
    /// Returns the weight of a view in its own session; weights of one session matter relative to each other only.
    /// </summary>
    /// <param name="age">Number of views that came later.</param>
    /// <param name="length">Number of views of the session.</param>
    public double InSession(int age, int length)
    {
        if (Scale > 0)
        {
            return Exp(age, Scale);
        }

        double place = (double)(length - age) / length;
        return Weighting switch
        {
            StepWeighting.Div => place,
            StepWeighting.Quadratic => place * place,
            StepWeighting.Linear => age >= 10 ? 0 : 1 - (0.1 * age),
            StepWeighting.Log => StepWeights.Of(StepWeighting.Log, age),
            _ => 1,
        };
    }

    /// <summary>Returns the weight of a neighbor session whose latest common view is this old.</summary>
    public double OfNeighbor(int age) => Scale > 0 ? Exp(age, Scale) : StepWeights.Of(Weighting, age + 1);
}
