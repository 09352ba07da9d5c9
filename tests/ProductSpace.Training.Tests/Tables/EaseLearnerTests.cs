using MathNet.Numerics.LinearAlgebra;
using ProductSpace.Training.Tables;

namespace ProductSpace.Training.Tests.Tables;

public class EaseLearnerTests
{
    private const int Products = 220;

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Learn_FullTable_EqualsTheDenseSolution(double lambda)
    {
        int[][] sessions = ToyLog.Sessions(15, Products, 900);
        EaseOptions options = new() { Lambda = lambda, Limits = new TableLimits { Entries = Products } };
        TableRows.Equal(
            DenseModels.Ease(Products, sessions, lambda),
            EaseLearner.Learn(ToyLog.Set(Products, sessions), options),
            1e-6);
    }

    [Fact]
    public void Learn_ActiveSetsOfWholeGroups_EqualTheExactSolution()
    {
        int[][] sessions = [.. ToyLog.Sessions(18, Products, 9000).Select(session =>
            session.Where(product => product / 20 == session[0] / 20).ToArray())];
        EaseOptions options = new() { Limits = new TableLimits { Entries = Products, ExactProducts = 0 } };
        Matrix<double> expected = DenseModels.Ease(Products, sessions, options.Lambda);
        TableRows.Equal(expected, EaseLearner.Learn(ToyLog.Set(Products, sessions), options), 1e-6);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(0)]
    public void Learn_AnyThreads_SameTable(int exactProducts)
    {
        SessionSet sessions = ToyLog.Set(600, ToyLog.Sessions(19, 600, 3000));
        EaseOptions options = new() { Limits = new TableLimits { ExactProducts = exactProducts, ActiveProducts = 40 } };
        ItemTable one = EaseLearner.Learn(sessions, options, threads: 1);
        TableRows.Same(one, EaseLearner.Learn(sessions, options, threads: 2));
        TableRows.Same(one, EaseLearner.Learn(sessions, options, threads: 5));
    }

    [Fact]
    public void Learn_NoProduct_PredictsItself()
    {
        ItemTable table = EaseLearner.Learn(ToyLog.Set(4, [[0, 1], [0, 1, 2], [2, 0]]));
        for (int product = 0; product < 4; product++)
        {
            Assert.DoesNotContain(product, table.Products(product).ToArray());
        }
    }
}
