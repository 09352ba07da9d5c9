using ProductSpace.Training.Numerics;

namespace ProductSpace.Training.ColdStart;

/// <summary>
/// Ridge regression of vectors on sparse features: the coefficients C minimise |X C - Y|^2 + lambda |C|^2. Solved by
/// conjugate gradients on the normal equations (Hestenes and Stiefel 1952), without forming them: each column of Y is a
/// system of its own. Slices of columns run in parallel, so that the result does not depend on the number of threads.
/// </summary>
internal static class RidgeRegression
{
    private const int Steps = 20;
    private const int Slice = 16;

    /// <summary>Learns coefficients [features x dimension] from rows of features and of targets.</summary>
    /// <param name="rows">Features of each product.</param>
    /// <param name="used">Which products are learned from.</param>
    /// <param name="targets">Vectors [products x dimension].</param>
    /// <param name="mean">Mean vector, which is taken off the targets.</param>
    /// <param name="lambda">Penalty.</param>
    /// <param name="threads">Number of threads, -1 for all.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static float[] Solve(
        FeatureRows rows,
        ReadOnlySpan<int> used,
        ReadOnlyMemory<float> targets,
        ReadOnlyMemory<float> mean,
        double lambda,
        int threads,
        CancellationToken cancellationToken)
    {
        int dimension = mean.Length;
        float[] coefficients = new float[checked(rows.FeatureCount * dimension)];
        int[] products = used.ToArray();
        Parallel.For(
            0,
            (dimension + Slice - 1) / Slice,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            slice =>
            {
                int first = slice * Slice;
                int width = Math.Min(Slice, dimension - first);
                SliceSolver solver = new(rows, products, targets, mean, first, width, lambda);
                solver.Run(cancellationToken);
                solver.CopyTo(coefficients, dimension);
            });
        return coefficients;
    }

    /// <summary>The systems of some columns, solved side by side.</summary>
    private sealed class SliceSolver(
        FeatureRows rows,
        int[] products,
        ReadOnlyMemory<float> targets,
        ReadOnlyMemory<float> mean,
        int first,
        int width,
        double lambda)
    {
        private readonly double[] _solution = new double[rows.FeatureCount * width];
        private readonly double[] _residual = new double[rows.FeatureCount * width];
        private readonly double[] _image = new double[rows.FeatureCount * width];
        private readonly double[] _row = new double[width];

        public void Run(CancellationToken cancellationToken)
        {
            Begin();
            double[] direction = (double[])_residual.Clone();
            double[] squares = Products(_residual, _residual);
            for (int step = 0; step < Steps; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Apply(direction);
                double[] curvature = Products(direction, _image);
                double[] length = Ratios(squares, curvature);
                Add(_solution, direction, length, 1);
                Add(_residual, _image, length, -1);
                double[] next = Products(_residual, _residual);
                double[] share = Ratios(next, squares);
                for (int start = 0; start < direction.Length; start += width)
                {
                    for (int i = 0; i < width; i++)
                    {
                        direction[start + i] = _residual[start + i] + (share[i] * direction[start + i]);
                    }
                }

                squares = next;
            }
        }

        public void CopyTo(float[] coefficients, int dimension)
        {
            for (int feature = 0; feature < rows.FeatureCount; feature++)
            {
                for (int i = 0; i < width; i++)
                {
                    coefficients[(feature * dimension) + first + i] = (float)_solution[(feature * width) + i];
                }
            }
        }

        /// <summary>Makes the residual of the zero solution: X' (Y - mean).</summary>
        private void Begin()
        {
            int dimension = mean.Length;
            foreach (int product in products)
            {
                ReadOnlySpan<float> target = targets.Span.Slice((product * dimension) + first, width);
                for (int i = 0; i < width; i++)
                {
                    _row[i] = (double)target[i] - mean.Span[first + i];
                }

                Scatter(product, _residual);
            }
        }

        /// <summary>Makes the image of a direction: (X' X + lambda) direction.</summary>
        private void Apply(double[] direction)
        {
            for (int i = 0; i < _image.Length; i++)
            {
                _image[i] = lambda * direction[i];
            }

            foreach (int product in products)
            {
                Array.Clear(_row);
                ReadOnlySpan<int> numbers = rows.Numbers(product);
                ReadOnlySpan<float> values = rows.Values(product);
                for (int i = 0; i < numbers.Length; i++)
                {
                    Axpy.Add(_row, direction.AsSpan(numbers[i] * width, width), values[i]);
                }

                Scatter(product, _image);
            }
        }

        private void Scatter(int product, double[] target)
        {
            ReadOnlySpan<int> numbers = rows.Numbers(product);
            ReadOnlySpan<float> values = rows.Values(product);
            for (int i = 0; i < numbers.Length; i++)
            {
                Axpy.Add(target.AsSpan(numbers[i] * width, width), _row, values[i]);
            }
        }

        private double[] Products(double[] a, double[] b)
        {
            double[] sums = new double[width];
            for (int start = 0; start < a.Length; start += width)
            {
                for (int i = 0; i < width; i++)
                {
                    sums[i] += a[start + i] * b[start + i];
                }
            }

            return sums;
        }

        /// <summary>Adds a multiple of a vector to each system.</summary>
        private void Add(double[] target, double[] source, double[] factors, double sign)
        {
            for (int start = 0; start < target.Length; start += width)
            {
                for (int i = 0; i < width; i++)
                {
                    target[start + i] += sign * factors[i] * source[start + i];
                }
            }
        }

        /// <summary>A system that is solved stays as it is.</summary>
        private static double[] Ratios(double[] above, double[] below)
        {
            double[] ratios = new double[above.Length];
            for (int i = 0; i < ratios.Length; i++)
            {
                ratios[i] = below[i] > 0 ? above[i] / below[i] : 0;
            }

            return ratios;
        }
    }
}
