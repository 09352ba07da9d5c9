using ProductSpace.Numerics;
using ProductSpace.Training.Numerics;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// The eigenvectors of a symmetric matrix with the largest absolute eigenvalues: random columns, multiplied and made
/// orthogonal again and again, then solved in their small space (Halko, Martinsson, Tropp, SIAM Review 2011). The
/// largest number of each vector is positive. The result is the same for any number of threads.
/// </summary>
internal sealed class RandomizedEigen
{
    /// <summary>Columns beyond those asked for, which make the last of them accurate.</summary>
    private const int Oversampling = 16;

    private const int Rounds = 8;

    /// <summary>Share of its length below which what is left of a column is rounding.</summary>
    private const double Dependent = 1e-9;

    private readonly int _size;
    private readonly int _columns;
    private readonly double[] _basis;

    private RandomizedEigen(int size, int columns, ulong seed)
    {
        _size = size;
        _columns = columns;
        _basis = new double[checked(size * columns)];
        SeededRandom random = new(seed);
        for (int i = 0; i < _basis.Length; i++)
        {
            _basis[i] = (2 * random.NextDouble()) - 1;
        }
    }

    /// <summary>Solves for the largest eigenvalues.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="count">Number of vectors; fewer are returned if the matrix has fewer rows.</param>
    /// <param name="seed">Seed of the random columns.</param>
    /// <param name="work">Threads and progress.</param>
    /// <returns>
    /// Eigenvalues by descending absolute value, and the vectors as columns [size x values], row by row.
    /// </returns>
    public static (double[] Values, double[] Vectors) Solve(
        SymmetricMatrix matrix, int count, ulong seed, TableWork work)
    {
        count = Math.Min(count, matrix.Size);
        RandomizedEigen solver = new(matrix.Size, Math.Min(matrix.Size, count + Oversampling), seed);
        double[] product = new double[solver._basis.Length];
        for (int round = 0; round < Rounds; round++)
        {
            work.Check();
            solver.Orthogonalize(work);
            matrix.Multiply(solver._basis, solver._columns, product, work);
            product.CopyTo(solver._basis, 0);
            work.Report((round + 1.0) / (Rounds + 1));
        }

        solver.Orthogonalize(work);
        matrix.Multiply(solver._basis, solver._columns, product, work);
        return solver.Ritz(product, count, work);
    }

    /// <summary>Makes the columns orthogonal by Gram and Schmidt, twice; dependent ones become zero.</summary>
    private void Orthogonalize(TableWork work)
    {
        double[][] columns = new double[_columns][];
        work.ForEach(_columns, column =>
        {
            columns[column] = new double[_size];
            for (int row = 0; row < _size; row++)
            {
                columns[column][row] = _basis[(row * _columns) + column];
            }
        });
        for (int i = 0; i < _columns; i++)
        {
            double length = Math.Sqrt(Axpy.Dot(columns[i], columns[i]));
            int current = i;
            for (int pass = 0; pass < 2; pass++)
            {
                double[] shares = new double[i];
                work.ForEach(i, j => shares[j] = Axpy.Dot(columns[j], columns[current]));
                for (int j = 0; j < i; j++)
                {
                    Axpy.Add(columns[i], columns[j], -shares[j]);
                }
            }

            double left = Math.Sqrt(Axpy.Dot(columns[i], columns[i]));
            double scale = left > Dependent * length ? 1 / left : 0;
            for (int row = 0; row < _size; row++)
            {
                columns[i][row] *= scale;
            }
        }

        work.ForEach(_columns, column =>
        {
            for (int row = 0; row < _size; row++)
            {
                _basis[(row * _columns) + column] = columns[column][row];
            }
        });
    }

    /// <summary>Solves the matrix within the space of the columns.</summary>
    private (double[] Values, double[] Vectors) Ritz(double[] product, int count, TableWork work)
    {
        double[] small = new double[_columns * _columns];
        for (int row = 0; row < _size; row++)
        {
            for (int i = 0; i < _columns; i++)
            {
                Axpy.Add(
                    small.AsSpan(i * _columns, _columns),
                    product.AsSpan(row * _columns, _columns),
                    _basis[(row * _columns) + i]);
            }
        }

        for (int i = 0; i < _columns; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double mean = (small[(i * _columns) + j] + small[(j * _columns) + i]) / 2;
                small[(i * _columns) + j] = mean;
                small[(j * _columns) + i] = mean;
            }
        }

        double[] vectors = JacobiEigen.Solve(small, _columns);
        int[] order = [.. Enumerable.Range(0, _columns)
            .OrderByDescending(i => Math.Abs(small[(i * _columns) + i])).ThenBy(i => i).Take(count)];
        double[] values = [.. order.Select(i => small[(i * _columns) + i])];
        double[] result = new double[_size * count];
        work.ForEach(_size, row =>
        {
            for (int i = 0; i < count; i++)
            {
                double sum = 0;
                for (int j = 0; j < _columns; j++)
                {
                    sum += _basis[(row * _columns) + j] * vectors[(j * _columns) + order[i]];
                }

                result[(row * count) + i] = sum;
            }
        });
        for (int i = 0; i < count; i++)
        {
            FixSign(result, count, i);
        }

        return (values, result);
    }

    private void FixSign(double[] vectors, int count, int column)
    {
        double largest = 0;
        for (int row = 0; row < _size; row++)
        {
            double value = vectors[(row * count) + column];
            largest = Math.Abs(value) > Math.Abs(largest) ? value : largest;
        }

        for (int row = 0; row < _size && largest < 0; row++)
        {
            vectors[(row * count) + column] = -vectors[(row * count) + column];
        }
    }
}
