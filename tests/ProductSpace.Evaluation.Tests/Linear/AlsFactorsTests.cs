using MathNet.Numerics.LinearAlgebra;
using ProductSpace.Evaluation.Linear;
using ProductSpace.Training;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Tests.Linear;

public class AlsFactorsTests
{
    private static readonly AlsOptions s_options = new() { Dimension = 16, Unobserved = 0.1, Lambda = 0.02, Scaling = 0.7 };

    /// <summary>Each row by whole matrices in float64, from the factors of the other side.</summary>
    [Fact]
    public void Pass_SessionsAndProducts_SolveTheDenseEquations()
    {
        (AlsFactors factors, ViewIndex views) = Start();
        Matrix<double> before = Dense(factors.Products);
        factors.Pass();
        Matrix<double> sessions = Dense(factors.Sessions);
        for (int session = 0; session < views.SessionCount; session++)
        {
            AssertNear(Solve(before, views.ProductsOf(session).ToArray()), sessions.Row(session));
        }

        for (int product = 0; product < views.Count; product++)
        {
            AssertNear(Solve(sessions, views.SessionsOf(product).ToArray()), Dense(factors.Products).Row(product));
        }
    }

    [Fact]
    public void Pass_EveryTime_LowersTheLoss()
    {
        (AlsFactors factors, ViewIndex views) = Start();
        double before = double.PositiveInfinity;
        for (int pass = 0; pass < 15; pass++)
        {
            factors.Pass();
            double loss = Loss(factors, views);
            Assert.True(loss < before * (1 + 1e-6), $"the loss rises from {before} to {loss} in pass {pass}");
            before = loss;
        }
    }

    /// <summary>A session that training never saw gets the factors that training would give it.</summary>
    [Fact]
    public void SessionSystem_NewSession_SolvesTheDenseEquations()
    {
        (AlsFactors factors, _) = Start();
        factors.Pass();
        Check(factors, [3, 11, 27]);

        // More members than a quarter of the dimension: solved in the other form.
        Check(factors, [1, 3, 11, 12, 19, 27, 40]);
    }

    private static void Check(AlsFactors factors, int[] members)
    {
        float[] solution = new float[s_options.Dimension];
        factors.SessionSystem().CreateSolver().Solve(members, factors.Products, solution);
        AssertNear(
            Solve(Dense(factors.Products), members),
            Vector<double>.Build.DenseOfArray(Array.ConvertAll(solution, value => (double)value)));
    }

    private static (AlsFactors Factors, ViewIndex Views) Start()
    {
        ViewIndex views = new(MadeLogs.Groups(5, 6, 8, 200), 1, int.MaxValue);
        return (new AlsFactors(views, s_options, seed: 3, new TableWork(2, null, default)), views);
    }

    private static Vector<double> Solve(Matrix<double> others, int[] members)
    {
        int size = s_options.Dimension;
        Matrix<double> matrix = s_options.Unobserved * others.TransposeThisAndMultiply(others);
        matrix += Matrix<double>.Build.DenseIdentity(size) * Regularization(members.Length, others.RowCount);
        Vector<double> sum = Vector<double>.Build.Dense(size);
        foreach (int member in members)
        {
            matrix += others.Row(member).OuterProduct(others.Row(member));
            sum += others.Row(member);
        }

        return matrix.Solve(sum);
    }

    private static double Regularization(int members, int others) =>
        s_options.Lambda * Math.Pow(members + (s_options.Unobserved * others), s_options.Scaling);

    private static double Loss(AlsFactors factors, ViewIndex views)
    {
        Matrix<double> sessions = Dense(factors.Sessions);
        Matrix<double> products = Dense(factors.Products);
        Matrix<double> scores = sessions.TransposeAndMultiply(products);
        double loss = s_options.Unobserved * Math.Pow(scores.FrobeniusNorm(), 2);
        for (int session = 0; session < views.SessionCount; session++)
        {
            ReadOnlySpan<int> members = views.ProductsOf(session);
            loss += Regularization(members.Length, views.Count) * Math.Pow(sessions.Row(session).L2Norm(), 2);
            foreach (int product in members)
            {
                loss += Math.Pow(1 - scores[session, product], 2);
            }
        }

        for (int product = 0; product < views.Count; product++)
        {
            loss += Regularization(views.SessionsOf(product).Length, views.SessionCount)
                * Math.Pow(products.Row(product).L2Norm(), 2);
        }

        return loss;
    }

    private static Matrix<double> Dense(ItemVectors vectors) =>
        Matrix<double>.Build.Dense(vectors.Count, vectors.Dimension, (row, column) => vectors.Row(row)[column]);

    private static void AssertNear(Vector<double> expected, Vector<double> actual) =>
        Assert.InRange((expected - actual).InfinityNorm(), 0, 1e-4 * Math.Max(1, expected.InfinityNorm()));
}
