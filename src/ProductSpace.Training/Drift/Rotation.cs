using System.Numerics;
using System.Runtime.InteropServices;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace ProductSpace.Training.Drift;

/// <summary>
/// The orthogonal matrix R that best maps the old vectors of pairs to the new ones (orthogonal Procrustes, Schoenemann,
/// Psychometrika 1966): if the sum over products of old^T new is U S V^T, then R = U V^T. Sums are float64 in product
/// order.
/// </summary>
internal sealed class Rotation
{
    private const int RowsBetweenChecks = 1 << 10;

    private readonly int _dimension;
    private readonly double[] _columns;

    /// <summary>
    /// Takes the matrix column by column, so that each coordinate of a rotated vector is one inner product.
    /// </summary>
    private Rotation(double[] columns, int dimension)
    {
        _columns = columns;
        _dimension = dimension;
    }

    public static Rotation Fit(
        AlignedPair pair, int products, int dimension, Action<int>? report, CancellationToken cancellationToken)
    {
        // Column-major, as the provider expects: element (i, j) is at j * dimension + i.
        double[] sum = new double[dimension * dimension];
        for (int product = 0; product < products; product++)
        {
            CheckNow(product, report, cancellationToken);
            if (!pair.TryRead(product))
            {
                continue;
            }

            for (int j = 0; j < dimension; j++)
            {
                Span<double> column = sum.AsSpan(j * dimension, dimension);
                AddScaled(column, pair.Before, pair.After[j]);
            }
        }

        report?.Invoke(products);
        double[] u = new double[sum.Length], vt = new double[sum.Length];

        try
        {
            // The managed provider is named, so that an installed native one cannot change the result.
            ManagedLinearAlgebraProvider.Instance.SingularValueDecomposition(
                true,
                sum,
                dimension,
                dimension,
                new double[dimension],
                u,
                vt);
        }
        catch (MathNet.Numerics.NonConvergenceException exception)
        {
            throw new TrainingInputException(
                "no rotation was found between the two models (the singular value decomposition did not converge); "
                + "check that both hold vectors of products",
                exception);
        }

        double[] rotation = new double[sum.Length];
        for (int j = 0; j < dimension; j++)
        {
            Span<double> column = rotation.AsSpan(j * dimension, dimension);
            for (int k = 0; k < dimension; k++)
            {
                AddScaled(column, u.AsSpan(k * dimension, dimension), vt[(j * dimension) + k]);
            }
        }

        return new Rotation(rotation, dimension);
    }

    /// <summary>
    /// Returns the mean cosine of rotated old vectors and new ones. Products without a direction of their own in one of
    /// the models are left out.
    /// </summary>
    public double MeanCosine(
        AlignedPair pair, int products, Action<int>? report, CancellationToken cancellationToken)
    {
        double sum = 0;
        int used = 0;
        for (int product = 0; product < products; product++)
        {
            CheckNow(product, report, cancellationToken);
            if (!pair.TryRead(product))
            {
                continue;
            }

            for (int j = 0; j < _dimension; j++)
            {
                sum += Dot(pair.Before, _columns.AsSpan(j * _dimension, _dimension)) * pair.After[j];
            }

            used++;
        }

        report?.Invoke(products);
        return used == 0 ? 0 : sum / used;
    }

    /// <summary>
    /// Returns the mean cosine that unrelated vectors reach: the mean singular value of a Gaussian matrix, 8 / (3 pi)
    /// sqrt(dimension), in the scale of the sum over products.
    /// </summary>
    public static double ChanceCosine(int dimension, int products) =>
        Math.Min(1, 8 / (3 * Math.PI) * Math.Sqrt((double)dimension / products));

    private static void CheckNow(int product, Action<int>? report, CancellationToken cancellationToken)
    {
        if (product % RowsBetweenChecks == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report?.Invoke(product);
        }
    }

    private static void AddScaled(Span<double> target, ReadOnlySpan<double> values, double factor)
    {
        Span<Vector<double>> wide = MemoryMarshal.Cast<double, Vector<double>>(target);
        ReadOnlySpan<Vector<double>> source = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] += source[i] * factor;
        }

        for (int i = wide.Length * Vector<double>.Count; i < target.Length; i++)
        {
            target[i] += values[i] * factor;
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> wideA = MemoryMarshal.Cast<double, Vector<double>>(a);
        ReadOnlySpan<Vector<double>> wideB = MemoryMarshal.Cast<double, Vector<double>>(b);
        Vector<double> sums = default;
        for (int i = 0; i < wideA.Length; i++)
        {
            sums += wideA[i] * wideB[i];
        }

        double sum = Vector.Sum(sums);
        for (int i = wideA.Length * Vector<double>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
