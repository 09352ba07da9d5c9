using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Tests.Linear;

public class ItemSvdTests
{
    private const int Products = 60;
    private const int Dimension = 10;

    private static readonly SessionSet s_sessions = MadeLogs.Groups(11, Dimension, Products / Dimension, 400);

    [Fact]
    public void Vectors_OfSessions_SpanTheRightSingularVectors()
    {
        Svd<double> expected = Views().Svd();
        Matrix<double> right = expected.VT.SubMatrix(0, Dimension, 0, Products);
        Matrix<double> actual = Dense(SvdMatrix.Sessions);
        Assert.InRange((right.TransposeThisAndMultiply(right) - (actual * actual.Transpose())).L2Norm(), 0, 1e-4);

        // As good an approximation of the sessions as there is of this rank.
        Matrix<double> views = Views();
        double best = Math.Sqrt(expected.S.Skip(Dimension).Sum(value => value * value));
        Assert.Equal(best, (views - (views * actual * actual.Transpose())).FrobeniusNorm(), 1e-3);
    }

    [Theory]
    [InlineData(nameof(SvdMatrix.CoViews))]
    [InlineData(nameof(SvdMatrix.Ppmi))]
    public void Vectors_OfPairs_AreTheLeftSingularVectorsWithTheRootOfTheValues(string name)
    {
        SvdMatrix matrix = Enum.Parse<SvdMatrix>(name);
        Svd<double> expected = Pairs(matrix).Svd();
        Matrix<double> left = expected.U.SubMatrix(0, Products, 0, Dimension);
        Matrix<double> values = Matrix<double>.Build.DenseOfDiagonalArray([.. expected.S.Take(Dimension)]);
        Matrix<double> actual = Dense(matrix);
        Assert.InRange((left * values * left.Transpose() - (actual * actual.Transpose())).L2Norm(), 0, 1e-3 * expected.L2Norm);
    }

    /// <summary>The largest number of each vector is positive, so that a change of the log does not turn its picture round.</summary>
    [Theory]
    [InlineData(nameof(SvdMatrix.Sessions))]
    [InlineData(nameof(SvdMatrix.CoViews))]
    [InlineData(nameof(SvdMatrix.Ppmi))]
    public void Vectors_Signs_AreFixed(string name)
    {
        Matrix<double> vectors = Dense(Enum.Parse<SvdMatrix>(name));
        for (int i = 0; i < Dimension; i++)
        {
            Assert.True(vectors.Column(i)[vectors.Column(i).AbsoluteMaximumIndex()] > 0);
        }
    }

    [Fact]
    public void Vectors_RankBelowTheDimension_RestIsZero()
    {
        // Two groups that are always viewed whole: rank 2.
        SessionSet sessions = SessionSet.From(7, [[0, 1, 2], [3, 4, 5], [0, 1, 2], [0, 1, 2]]);
        ItemVectors vectors = ItemSvd.Vectors(sessions, SvdMatrix.Sessions, 5, 500, new TableWork(1, null, default));
        double third = 1 / Math.Sqrt(3);
        Assert.Equal(third, vectors.Row(0)[0], 1e-6);
        Assert.Equal(third, vectors.Row(3)[1], 1e-6);
        Assert.All(vectors.Row(0)[1..].ToArray(), value => Assert.Equal(0, value, 1e-6));
        Assert.Equal(new float[5], vectors.Row(6).ToArray());
    }

    private static Matrix<double> Dense(SvdMatrix matrix)
    {
        ItemVectors vectors = ItemSvd.Vectors(s_sessions, matrix, Dimension, 500, new TableWork(2, null, default));
        return Matrix<double>.Build.Dense(Products, Dimension, (row, column) => vectors.Row(row)[column]);
    }

    private static Matrix<double> Views() => Matrix<double>.Build.Dense(
        s_sessions.Count, Products, (session, product) => s_sessions.Products(session).Contains(product) ? 1 : 0);

    private static Matrix<double> Pairs(SvdMatrix matrix)
    {
        Matrix<double> counts = Views().TransposeThisAndMultiply(Views());
        counts.SetDiagonal(new double[Products]);
        Vector<double> sums = counts.RowSums();
        return counts.MapIndexed((i, j, count) => count == 0 ? 0
            : matrix == SvdMatrix.CoViews ? count / Math.Sqrt(sums[i] * sums[j])
            : Math.Max(0, Math.Log(count * sums.Sum() / (sums[i] * sums[j]))));
    }
}
