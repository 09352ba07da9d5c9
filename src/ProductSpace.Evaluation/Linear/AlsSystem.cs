using ProductSpace.Training.Numerics;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// The equations of one row of factors, given those of the other side: (K + sum of f f^T over the row's members) w =
/// sum of f, where K = unobserved * F^T F + regularisation. Immutable, safe from any thread.
/// </summary>
internal sealed class AlsSystem
{
    /// <summary>
    /// Up to dimension / 4 members, the equations are solved in as many unknowns with the inverse of K, which depends
    /// on the number of members only: most sessions are short.
    /// </summary>
    private const int FewerThanDimension = 4;

    private readonly AlsOptions _options;
    private readonly double[] _squares;
    private readonly int _others;
    private readonly Lazy<double[]>[] _inverses;

    /// <summary>Takes over what all rows share.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="squares">Upper triangle of F^T F.</param>
    /// <param name="others">Number of rows of F.</param>
    public AlsSystem(AlsOptions options, double[] squares, int others)
    {
        _options = options;
        _squares = squares;
        _others = others;
        _inverses = new Lazy<double[]>[(options.Dimension / FewerThanDimension) + 1];
        for (int i = 0; i < _inverses.Length; i++)
        {
            int members = i;
            _inverses[i] = new Lazy<double[]>(() => Inverse(members));
        }
    }

    /// <summary>Adds the upper triangle of the square of a row.</summary>
    public static void AddSquare(Span<double> matrix, Span<double> row, ReadOnlySpan<float> values)
    {
        Widen(values, row);
        for (int i = 0; i < row.Length; i++)
        {
            Axpy.Add(matrix.Slice((i * row.Length) + i, row.Length - i), row[i..], row[i]);
        }
    }

    public Solver CreateSolver() => new(this);

    private static void Widen(ReadOnlySpan<float> values, Span<double> row)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = values[i];
        }
    }

    /// <summary>Writes the upper triangle of K for a row of this many members.</summary>
    private void WriteShared(Span<double> matrix, int members)
    {
        int dimension = _options.Dimension;
        double added = _options.Lambda * FixedMath.Pow(members + (_options.Unobserved * _others), _options.Scaling);
        for (int i = 0; i < dimension; i++)
        {
            for (int j = i; j < dimension; j++)
            {
                matrix[(i * dimension) + j] = _options.Unobserved * _squares[(i * dimension) + j];
            }

            matrix[(i * dimension) + i] += added;
        }
    }

    private double[] Inverse(int members)
    {
        int dimension = _options.Dimension;
        double[] factor = new double[dimension * dimension];
        double[] inverse = new double[dimension * dimension];
        WriteShared(factor, members);
        SmallCholesky.Factor(factor, dimension);
        for (int i = 0; i < dimension; i++)
        {
            inverse[(i * dimension) + i] = 1;
            SmallCholesky.Solve(factor, dimension, inverse.AsSpan(i * dimension, dimension));
        }

        return inverse;
    }

    /// <summary>Solves rows, on one thread.</summary>
    internal sealed class Solver(AlsSystem system)
    {
        private readonly int _dimension = system._options.Dimension;
        private readonly double[] _matrix = new double[system._options.Dimension * system._options.Dimension];
        private readonly double[] _rows = new double[system._options.Dimension * system._inverses.Length];
        private readonly double[] _row = new double[system._options.Dimension];
        private readonly double[] _sum = new double[system._options.Dimension];

        /// <summary>Writes the factors of a row with these members; zeros without a member.</summary>
        public void Solve(ReadOnlySpan<int> members, ItemVectors factors, Span<float> solution)
        {
            Array.Clear(_sum);
            if (!members.IsEmpty && members.Length < system._inverses.Length)
            {
                SolveFew(members, factors);
            }
            else if (!members.IsEmpty)
            {
                SolveMany(members, factors);
            }

            for (int i = 0; i < solution.Length; i++)
            {
                solution[i] = (float)_sum[i];
            }
        }

        private void SolveMany(ReadOnlySpan<int> members, ItemVectors factors)
        {
            system.WriteShared(_matrix, members.Length);
            foreach (int member in members)
            {
                AddSquare(_matrix, _row, factors.Row(member));
                Axpy.Add(_sum, _row, 1);
            }

            SmallCholesky.Factor(_matrix, _dimension);
            SmallCholesky.Solve(_matrix, _dimension, _sum);
        }

        /// <summary>
        /// With the members' factors as rows of H and Q = H K^-1: w = Q^T (I + Q H^T)^-1 1 (Woodbury).
        /// </summary>
        private void SolveFew(ReadOnlySpan<int> members, ItemVectors factors)
        {
            double[] inverse = system._inverses[members.Length].Value;
            int count = members.Length;
            Span<double> weights = stackalloc double[count];
            for (int i = 0; i < count; i++)
            {
                Widen(factors.Row(members[i]), _row);
                Span<double> product = _rows.AsSpan(i * _dimension, _dimension);
                product.Clear();
                for (int k = 0; k < _dimension; k++)
                {
                    Axpy.Add(product, inverse.AsSpan(k * _dimension, _dimension), _row[k]);
                }

                for (int j = 0; j <= i; j++)
                {
                    // Symmetric: element (j, i) of the upper triangle.
                    _matrix[(j * count) + i] = Axpy.Dot(_rows.AsSpan(j * _dimension, _dimension), _row);
                }

                _matrix[(i * count) + i] += 1;
                weights[i] = 1;
            }

            SmallCholesky.Factor(_matrix, count);
            SmallCholesky.Solve(_matrix, count, weights);
            for (int i = 0; i < count; i++)
            {
                Axpy.Add(_sum, _rows.AsSpan(i * _dimension, _dimension), weights[i]);
            }
        }
    }
}
