using ProductSpace.Training.Sampling;

namespace ProductSpace.Evaluation.Neighbors;

/// <summary>
/// Factor of the similarity of each session: its length and its age. A factor is kept as a number and a power of two,
/// so that sessions of years ago still differ from each other.
/// </summary>
internal sealed class SessionWeights
{
    private const double Ln2 = 0.693147180559945309417232121458;

    private readonly double[] _factors;
    private readonly int[] _exponents;

    public SessionWeights(NeighborIndex index, NeighborSettings settings)
    {
        _factors = new double[index.SessionCount];
        _exponents = new int[index.SessionCount];
        for (int i = 0; i < _factors.Length; i++)
        {
            double power = settings.RecencyDays > 0 ? (index.Days[i] - index.Days[^1]) / settings.RecencyDays : 0;
            double exponent = Math.Max(int.MinValue / 4, Math.Floor(power / Ln2));
            _exponents[i] = (int)exponent;
            _factors[i] = FixedMath.Exp(Math.Max(0, power - (exponent * Ln2)))
                / (settings.Cosine ? Math.Sqrt(index.Products(i).Length) : 1);
        }
    }

    /// <summary>Returns the factor of a session, relative to the age of a more recent one.</summary>
    public double Relative(int session, int recent) =>
        Math.ScaleB(_factors[session], _exponents[session] - _exponents[recent]);
}
