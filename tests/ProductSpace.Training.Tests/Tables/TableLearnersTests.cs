using CsCheck;
using ProductSpace.Training.Tables;

namespace ProductSpace.Training.Tests.Tables;

/// <summary>Every learner must give the table that counting in dictionaries gives, to the bit.</summary>
public class TableLearnersTests
{
    private const int Products = 9;

    /// <summary>Numbers up to 10: the last two products are not known to the models.</summary>
    private static readonly Gen<int[][]> s_sessions = Gen.Int[0, Products + 1].Array[0, 12].Array[0, 20];

    private static readonly Gen<ItemTableOptions> s_options =
        Gen.Select(Gen.Int[1, 10], Gen.Int[1, 3], Gen.Int[1, 3], (entries, support, threads) =>
            new ItemTableOptions { Entries = entries, MinSessions = support, Threads = threads });

    [Fact]
    public void AssociationRules_AnySessions_EqualNaiveCounts() =>
        Gen.Select(s_sessions, s_options, Gen.Bool, Gen.Int[1, 12]).Sample((sessions, options, repeats, distance) =>
        {
            AssociationRules learner = new() { Repeats = repeats, MaxDistance = distance };
            NaivePairs naive = new(sessions, Products, (i, j) => Math.Abs(i - j) <= distance ? 1 : 0, repeats);
            AssertEqual(naive, learner.Learn(SessionSet.From(Products, sessions), options), options, (_, _, weight, _) => (float)weight);
        });

    [Theory]
    [InlineData(StepWeighting.Same)]
    [InlineData(StepWeighting.Div)]
    [InlineData(StepWeighting.Linear)]
    [InlineData(StepWeighting.Quadratic)]
    [InlineData(StepWeighting.Log)]
    public void SequentialRules_AnySessions_EqualNaiveCounts(StepWeighting weighting) =>
        Gen.Select(s_sessions, s_options, Gen.Bool, Gen.Int[1, 14]).Sample((sessions, options, repeats, steps) =>
        {
            SequentialRules learner = new() { Steps = steps, Weighting = weighting, Repeats = repeats };
            NaivePairs naive = new(sessions, Products, (i, j) => j > i && j - i <= steps ? StepWeights.Of(weighting, j - i) : 0, repeats);
            AssertEqual(naive, learner.Learn(SessionSet.From(Products, sessions), options), options, (_, _, weight, _) => (float)weight);
        });

    [Fact]
    public void ItemNeighbors_AnySessions_EqualNaiveCounts() =>
        Gen.Select(s_sessions, s_options, Gen.Bool).Sample((sessions, options, cosine) =>
        {
            ItemNeighbors learner = new() { Cosine = cosine, Damping = 7 };
            double[] roots = [.. Enumerable.Range(0, Products).Select(product => Math.Sqrt(
                cosine ? sessions.Count(session => session.Contains(product)) : 7.0 + sessions.Sum(session => session.Count(view => view == product))))];
            NaivePairs naive = new(sessions, Products, (_, _) => 1, repeats: false);
            AssertEqual(
                naive,
                learner.Learn(SessionSet.From(Products, sessions), options),
                options,
                (row, product, weight, both) => (float)((cosine ? both : weight) / (roots[row] * roots[product])));
        });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1 / 2.0)]
    [InlineData(9, 1 / 9.0)]
    public void StepWeights_Div_IsOneOverSteps(int steps, double expected) =>
        Assert.Equal(expected, StepWeights.Of(StepWeighting.Div, steps));

    [Theory]
    [InlineData(StepWeighting.Same, 7, 1)]
    [InlineData(StepWeighting.Linear, 3, 0.7)]
    [InlineData(StepWeighting.Linear, 10, 0)]
    [InlineData(StepWeighting.Linear, 90, 0)]
    [InlineData(StepWeighting.Quadratic, 4, 1 / 16.0)]
    [InlineData(StepWeighting.Log, 1, 2.3182)]
    [InlineData(StepWeighting.Log, 8, 1.0134)]
    public void StepWeights_Others_AreAsPublished(StepWeighting weighting, int steps, double expected) =>
        Assert.Equal(expected, StepWeights.Of(weighting, steps), 4);

    /// <summary>What one session alone did must not be readable from a table that asks for two.</summary>
    [Fact]
    public void Learn_MinSessions_LeavesOutWhatOneSessionRepeats()
    {
        SessionSet sessions = SessionSet.From(3, [[0, 1, 0, 1, 0, 1], [0, 2], [0, 2]]);
        ItemTable all = new AssociationRules { Repeats = false }.Learn(sessions);
        ItemTable safe = new AssociationRules { Repeats = false }.Learn(sessions, new ItemTableOptions { MinSessions = 2 });
        Assert.Equal([1, 2], all.Products(0).ToArray());
        Assert.Equal([2], safe.Products(0).ToArray());
        Assert.Empty(safe.Products(1).ToArray());
    }

    /// <summary>Views so far apart that they weigh nothing are no second session behind an entry.</summary>
    [Fact]
    public void Learn_MinSessions_DoesNotCountWhatWeighsNothing()
    {
        int[] far = [0, .. Enumerable.Repeat(2, 10), 1];
        SequentialRules rules = new() { Steps = 20, Weighting = StepWeighting.Linear };
        ItemTable table = rules.Learn(SessionSet.From(3, [[0, 1], far]), new ItemTableOptions { MinSessions = 2 });
        Assert.Empty(table.Products(0).ToArray());
    }

    [Fact]
    public void Learn_AnyThreads_SameTable()
    {
        Random random = new(5);
        int[][] logs = [.. Enumerable.Range(0, 500).Select(_ => Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(300) * random.Next(300) / 300).ToArray())];
        SessionSet sessions = SessionSet.From(300, logs);
        ItemTable one = new SequentialRules { Weighting = StepWeighting.Log }.Learn(sessions, new ItemTableOptions { Threads = 1 });
        ItemTable many = new SequentialRules { Weighting = StepWeighting.Log }.Learn(sessions, new ItemTableOptions { Threads = 7 });
        Assert.True(one.EntryCount > 1000);
        Assert.All(Enumerable.Range(0, 300), row => Assert.Equal(NaivePairs.Row(one, row), NaivePairs.Row(many, row)));
    }

    [Fact]
    public void Learn_Progress_EndsAtOne()
    {
        List<double> told = [];
        new AssociationRules().Learn(
            SessionSet.From(200, [[0, 1, 199]]), new ItemTableOptions { Threads = 1, Progress = new Told(told.Add) });
        Assert.Equal(4, told.Count);
        Assert.Equal(1, told[^1]);
    }

    [Fact]
    public void Learn_Cancelled_Throws() => Assert.ThrowsAny<OperationCanceledException>(() => new ItemNeighbors().Learn(
        SessionSet.From(2, [[0, 1]]), new ItemTableOptions { CancellationToken = new CancellationToken(true) }));

    [Fact]
    public void Learn_WrongOptions_Throws()
    {
        SessionSet sessions = SessionSet.From(2, [[0, 1]]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AssociationRules().Learn(sessions, new ItemTableOptions { Entries = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AssociationRules().Learn(sessions, new ItemTableOptions { MinSessions = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AssociationRules { MaxDistance = 0 }.Learn(sessions));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialRules { Steps = 0 }.Learn(sessions));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ItemNeighbors { Damping = double.NaN }.Learn(sessions));
    }

    private static void AssertEqual(
        NaivePairs expected, ItemTable actual, ItemTableOptions options, Func<int, int, double, int, float> score)
    {
        Assert.Equal(Products, actual.ProductCount);
        for (int row = 0; row < Products; row++)
        {
            int own = row;
            Assert.Equal(
                expected.Row(row, options.Entries, options.MinSessions, (product, weight, both) => score(own, product, weight, both)),
                NaivePairs.Row(actual, row));
        }
    }

    private sealed class Told(Action<double> action) : IProgress<double>
    {
        public void Report(double value) => action(value);
    }
}
