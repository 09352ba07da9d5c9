using System.Numerics;
using ProductSpace.Numerics;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// Axes of the synthetic space: a power-law spectrum and a random orthonormal basis, so that variance is uneven but no
/// single stored number carries it. The basis comes from Gram-Schmidt in fixed order over numbers made from integers. A
/// rotation is a sequence of element-wise multiplications and additions, so that its result depends on neither vector
/// width nor thread.
/// </summary>
internal sealed class RotatedBasis
{
    private readonly int _dimension;
    private readonly float[] _axes;
    private readonly float[] _spectrum;

    public RotatedBasis(int dimension, double knee, ulong seed)
    {
        _dimension = dimension;
        _axes = Orthonormal(dimension, seed);
        _spectrum = new float[dimension];
        for (int j = 0; j < dimension; j++)
        {
            _spectrum[j] = (float)(1.0 / (1.0 + (j / knee)));
        }
    }

    /// <summary>Adds scale * (seeded Gaussian shaped by the spectrum), in unrotated axes.</summary>
    public void AddGaussian(ulong seed, float scale, Span<float> unrotated)
    {
        var random = new SeededRandom(seed);
        for (int j = 0; j < unrotated.Length; j++)
        {
            unrotated[j] += scale * _spectrum[j] * GaussianSource.Next(ref random);
        }
    }

    /// <summary>Computes destination = scale * (unrotated, rotated into the basis).</summary>
    public void Rotate(ReadOnlySpan<float> unrotated, float scale, Span<float> destination)
    {
        destination.Clear();
        for (int j = 0; j < unrotated.Length; j++)
        {
            AddScaled(_axes.AsSpan(j * _dimension, _dimension), unrotated[j] * scale, destination);
        }
    }

    private static void AddScaled(ReadOnlySpan<float> axis, float weight, Span<float> destination)
    {
        int i = 0;
        var wide = new Vector<float>(weight);
        for (; i <= axis.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var product = new Vector<float>(axis[i..]) * wide;
            (new Vector<float>(destination[i..]) + product).CopyTo(destination[i..]);
        }

        for (; i < axis.Length; i++)
        {
            destination[i] += axis[i] * weight;
        }
    }

    private static float[] Orthonormal(int dimension, ulong seed)
    {
        var axes = new double[dimension * dimension];
        var random = new SeededRandom(seed);
        for (int j = 0; j < dimension; j++)
        {
            Span<double> axis = axes.AsSpan(j * dimension, dimension);
            for (int i = 0; i < dimension; i++)
            {
                axis[i] = GaussianSource.Next(ref random);
            }

            for (int earlier = 0; earlier < j; earlier++)
            {
                ReadOnlySpan<double> other = axes.AsSpan(earlier * dimension, dimension);
                double dot = Dot(axis, other);
                for (int i = 0; i < dimension; i++)
                {
                    axis[i] -= dot * other[i];
                }
            }

            double inverse = 1.0 / Math.Sqrt(Dot(axis, axis));
            for (int i = 0; i < dimension; i++)
            {
                axis[i] *= inverse;
            }
        }

        return Array.ConvertAll(axes, x => (float)x);
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
