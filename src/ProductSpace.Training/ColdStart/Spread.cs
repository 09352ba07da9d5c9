using ProductSpace.Numerics;

namespace ProductSpace.Training.ColdStart;

/// <summary>
/// Finds how far estimated OUT vectors must lie from the mean to be found as often as others. A regression pulls its
/// estimates to the mean, and the mean of OUT points away from what shoppers ask with, so that raw estimates are
/// rarely among the best. One factor stretches all of them; products held out of a first regression tell which.
/// </summary>
internal sealed class Spread
{
    private const int Probes = 512;
    private const int ViewsOfProbe = 4;
    private const int MaxRivals = 4096;
    private const int MaxEstimates = 1024;
    private const double Depth = 20;
    private const double LeastShare = 0.005;
    private const double Least = 0.5;
    private const double Most = 3;
    private const int Halvings = 12;

    private readonly double[][] _probes = new double[Probes][];
    private readonly double[] _thresholds = new double[Probes];
    private readonly double _share;
    private readonly UnitRows _output;

    /// <summary>Makes the probes: means of a few products' IN vectors, drawn by their views.</summary>
    public Spread(UnitRows input, UnitRows output, ReadOnlySpan<double> views, int threads)
    {
        _output = output;
        double[] sums = new double[input.Count];
        double sum = 0;
        for (int row = 0; row < sums.Length; row++)
        {
            sum += views.IsEmpty ? 1 : Math.Max(views[row], 0);
            sums[row] = sum;
        }

        SeededRandom random = new(0xC01D);
        for (int probe = 0; probe < Probes; probe++)
        {
            double[] vector = new double[input.Mean.Length];
            for (int view = 0; view < ViewsOfProbe; view++)
            {
                int at = Array.BinarySearch(sums, random.NextDouble() * sum);
                ReadOnlySpan<float> viewed = input[Math.Min(at < 0 ? ~at : at, sums.Length - 1)];
                for (int i = 0; i < vector.Length; i++)
                {
                    vector[i] += viewed[i];
                }
            }

            _probes[probe] = vector;
        }

        int step = Math.Max(1, output.Count / MaxRivals);
        int rivals = output.Count / step;
        _share = Math.Max(LeastShare, Depth / output.Count);
        Parallel.For(0, Probes, new ParallelOptions { MaxDegreeOfParallelism = threads }, probe =>
        {
            double[] cosines = new double[rivals];
            for (int i = 0; i < rivals; i++)
            {
                cosines[i] = Dot(_probes[probe], output[i * step]);
            }

            Array.Sort(cosines);
            _thresholds[probe] = cosines[Math.Max(0, rivals - 1 - (int)(rivals * _share))];
        });
    }

    /// <summary>Returns the factor by which the estimates are found as often as is asked.</summary>
    /// <param name="deviations">What each estimate adds to the mean [estimates x dimension].</param>
    /// <param name="exposure">How often, relative to the average product.</param>
    public double Find(float[] deviations, double exposure)
    {
        int dimension = _output.Mean.Length;
        int count = Math.Min(deviations.Length / dimension, MaxEstimates);
        double[] means = Array.ConvertAll(_probes, probe => Dot(probe, _output.Mean));
        double[][] cosines = new double[count][];
        double[] across = new double[count];
        double[] squares = new double[count];
        for (int i = 0; i < count; i++)
        {
            float[] deviation = deviations[(i * dimension)..((i + 1) * dimension)];
            cosines[i] = Array.ConvertAll(_probes, probe => Dot(probe, deviation));
            across[i] = UnitRows.Dot(_output.Mean, deviation);
            squares[i] = UnitRows.Dot(deviation, deviation);
        }

        double square = UnitRows.Dot(_output.Mean, _output.Mean);
        double wanted = exposure * _share * Probes * count;
        (double low, double high) = (Least, Most);
        for (int halving = 0; halving < Halvings; halving++)
        {
            double factor = (low + high) / 2;
            long found = 0;
            for (int i = 0; i < count; i++)
            {
                double length = Math.Sqrt(
                    Math.Max(0, square + (2 * factor * across[i]) + (factor * factor * squares[i])));
                for (int probe = 0; probe < Probes; probe++)
                {
                    found += means[probe] + (factor * cosines[i][probe]) > _thresholds[probe] * length ? 1 : 0;
                }
            }

            (low, high) = found < wanted ? (factor, high) : (low, factor);
        }

        return (low + high) / 2;
    }

    private static double Dot(double[] probe, ReadOnlySpan<float> vector)
    {
        double sum = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            sum += probe[i] * vector[i];
        }

        return sum;
    }
}
