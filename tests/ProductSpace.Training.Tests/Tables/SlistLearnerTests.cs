using MathNet.Numerics.LinearAlgebra;
using ProductSpace.Training.Tables;

namespace ProductSpace.Training.Tests.Tables;

public class SlistLearnerTests
{
    private const int Products = 220;

    [Theory]
    [InlineData(0.5, 10, 1)]
    [InlineData(0, 3, 2)]
    [InlineData(1, 0.1, 1)]
    [InlineData(0.2, 1, double.PositiveInfinity)]
    public void Learn_FullTable_EqualsTheDenseSolution(double alpha, double lambda, double decay)
    {
        int[][] sessions = ToyLog.Sessions(5, Products, 900);
        SlistOptions options = new()
        {
            Alpha = alpha, Lambda = lambda, DeltaPosition = decay, Limits = new TableLimits { Entries = Products },
        };
        Matrix<double> expected = DenseModels.Slist(Products, sessions, alpha, lambda, decay);
        TableRows.Equal(expected, SlistLearner.Learn(ToyLog.Set(Products, sessions), options), 1e-6);
    }

    [Fact]
    public void Learn_OldSessions_WeighLessByTheirAge()
    {
        int[][] sessions = ToyLog.Sessions(6, Products, 300);
        const long Day = 24L * 3600 * 1_000_000;
        SessionSet plain = ToyLog.Set(Products, sessions);
        long[] times = [.. sessions.SelectMany((session, s) => session.Select((_, i) => (s * Day / 10) + i))];
        int[] starts = new int[sessions.Length + 1];
        for (int s = 0; s < sessions.Length; s++)
        {
            starts[s + 1] = starts[s] + sessions[s].Length;
        }

        long newest = times[^1];
        double[] weights = [.. sessions.Select((_, s) => Math.Exp(-(newest - times[starts[s + 1] - 1]) / (8.0 * Day)))];
        SlistOptions options = new() { DeltaTime = 8, Limits = new TableLimits { Entries = Products } };
        Matrix<double> expected = DenseModels.Slist(Products, sessions, options.Alpha, options.Lambda, 1, weights);
        TableRows.Equal(
            expected,
            SlistLearner.Learn(new SessionSet(Products, plain.AllProducts.ToArray(), starts, times), options),
            1e-6);
    }

    [Fact]
    public void Learn_FewEntries_AreTheFirstOfTheFullTable()
    {
        SessionSet sessions = ToyLog.Set(Products, ToyLog.Sessions(7, Products, 900));
        ItemTable full = SlistLearner.Learn(sessions, new SlistOptions { Limits = new TableLimits { Entries = Products } });
        ItemTable few = SlistLearner.Learn(sessions, new SlistOptions { Limits = new TableLimits { Entries = 10 } });
        TableRows.Same(full.Truncate(10), few);
    }

    /// <summary>The same weights, without the pairs that too few sessions hold.</summary>
    [Theory]
    [InlineData(20_000)]
    [InlineData(0)]
    public void Learn_PairSupport_LeavesOutPairsOfFewSessions(int exactProducts)
    {
        int[][] sessions = ToyLog.Sessions(7, Products, 900);
        TableLimits limits = new() { Entries = Products, ExactProducts = exactProducts };
        ItemTable full = SlistLearner.Learn(ToyLog.Set(Products, sessions), new SlistOptions { Limits = limits });
        ItemTable safe = SlistLearner.Learn(ToyLog.Set(Products, sessions), new SlistOptions { Limits = limits with { MinPairSessions = 3 } });
        int kept = 0;
        for (int row = 0; row < Products; row++)
        {
            int own = row;
            int[] held = [.. full.Products(row).ToArray().Where(other => sessions.Count(session => session.Contains(own) && session.Contains(other)) >= 3)];
            Assert.Equal(held, safe.Products(row).ToArray());
            kept += held.Length;
        }

        Assert.InRange(kept, Products, (full.EntryCount / 2) + Products);
    }

    /// <summary>More active products than a row has neighbours, on a log of unconnected groups: nothing is left out.</summary>
    [Fact]
    public void Learn_ActiveSetsOfWholeGroups_EqualTheExactSolution()
    {
        int[][] sessions = [.. ToyLog.Sessions(8, Products, 9000).Select(session =>
            session.Where(product => product / 20 == session[0] / 20).ToArray())];
        SlistOptions options = new() { Limits = new TableLimits { Entries = Products, ExactProducts = 0 } };
        Matrix<double> expected = DenseModels.Slist(Products, sessions, options.Alpha, options.Lambda, 1);
        TableRows.Equal(expected, SlistLearner.Learn(ToyLog.Set(Products, sessions), options), 1e-6);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(0)]
    public void Learn_AnyThreads_SameTable(int exactProducts)
    {
        SessionSet sessions = ToyLog.Set(600, ToyLog.Sessions(9, 600, 3000));
        SlistOptions options = new() { Limits = new TableLimits { ExactProducts = exactProducts, ActiveProducts = 40 } };
        ItemTable one = SlistLearner.Learn(sessions, options, threads: 1);
        TableRows.Same(one, SlistLearner.Learn(sessions, options, threads: 2));
        TableRows.Same(one, SlistLearner.Learn(sessions, options, threads: 5));
    }

    [Fact]
    public void Learn_MinimumSessions_LeavesRareProductsOut()
    {
        int[][] sessions = [[0, 1], [0, 1], [0, 2], [1, 0, 1, 3]];
        SlistOptions options = new() { Limits = new TableLimits { MinSessions = 2 } };
        ItemTable table = SlistLearner.Learn(ToyLog.Set(5, sessions), options);
        int[][] kept = [[0, 1], [0, 1], [0], [1, 0, 1]];
        TableRows.Equal(DenseModels.Slist(5, kept, options.Alpha, options.Lambda, 1), table, 1e-6);
        Assert.Empty(table.Products(2).ToArray());
        Assert.Empty(table.Products(4).ToArray());
    }

    [Fact]
    public void Learn_UnknownProductsAndEmptySessions_AreIgnored()
    {
        int[][] sessions = [[], [0, 9, 1], [], [9], [1, -1, 2], []];
        SlistOptions options = new();
        ItemTable table = SlistLearner.Learn(ToyLog.Set(3, sessions), options);
        TableRows.Equal(DenseModels.Slist(3, [[0, 1], [1, 2]], options.Alpha, options.Lambda, 1), table, 1e-6);
        Assert.Equal(0, SlistLearner.Learn(ToyLog.Set(0, [])).EntryCount);
        Assert.Equal(0, SlistLearner.Learn(ToyLog.Set(3, [[7]])).EntryCount);
    }

    [Fact]
    public void Learn_SettingsOutOfRange_AreNamed()
    {
        SessionSet sessions = ToyLog.Set(3, [[0, 1]]);
        string Message(SlistOptions options) =>
            Assert.Throws<TrainingInputException>(() => SlistLearner.Learn(sessions, options)).Message;
        Assert.Equal("lambda is 0; it must be above 0", Message(new SlistOptions { Lambda = 0 }));
        Assert.Equal("alpha is 2; it must be from 0 to 1", Message(new SlistOptions { Alpha = 2 }));
        Assert.Equal(
            "entries: 0 is too small; give at least 1",
            Message(new SlistOptions { Limits = new TableLimits { Entries = 0 } }));
        Assert.Equal(
            "active products: 50000 is too large; give at most 4096",
            Message(new SlistOptions { Limits = new TableLimits { ActiveProducts = 50_000 } }));
    }

    [Fact]
    public void Learn_Cancelled_Ends()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        SessionSet sessions = ToyLog.Set(Products, ToyLog.Sessions(5, Products, 100));
        Assert.ThrowsAny<OperationCanceledException>(
            () => SlistLearner.Learn(sessions, cancellationToken: source.Token));
    }
}
