using ProductSpace.Training;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>Options that decide which pairs are trained, judged by how many there are and what they teach.</summary>
public class PairCountTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly Prod2VecOptions s_small = new() { Dimension = 8, Epochs = 1, Window = 2, WindowMode = WindowMode.Fixed, Threads = 1 };

    [Theory]
    [InlineData(WindowMode.Fixed, 2, 14 + 2)]
    [InlineData(WindowMode.Fixed, 3, 18 + 2)]
    [InlineData(WindowMode.Future, 2, 7 + 1)]
    [InlineData(WindowMode.Future, 1, 4 + 1)]
    [InlineData(WindowMode.Session, 1, 20 + 2)]
    [InlineData(WindowMode.Shrinking, 1, 8 + 2)]
    public void RunEpoch_SessionsOfFiveAndTwo_PairsAreExact(WindowMode mode, int window, long pairs)
    {
        using SessionCorpus corpus = PlantedCorpus.Of([[1, 2, 3, 4, 5], [6, 7]]);
        Assert.Equal(pairs, Trainings.Pairs(corpus, s_small with { WindowMode = mode, Window = window }));
    }

    [Fact]
    public void RunEpoch_ShrinkingWindow_HasAsManyPairsAsItsMeanWidth()
    {
        const int length = 100_000;
        using SessionCorpus corpus = PlantedCorpus.Of([.. Enumerable.Range(0, length / 1000).Select(_ => Enumerable.Range(0, 1000).ToArray())]);
        long pairs = Trainings.Pairs(corpus, s_small with { WindowMode = WindowMode.Shrinking, Window = 5 });

        // Widths 1 to 5 alike: a mean of 3 to each side; at a session's ends less is there: 1 + 2 + 3 + 4 + 5 places weigh in.
        double atEnds = 2 * Enumerable.Range(1, 5).Average(width => width * (width + 1) / 2) * (length / 1000);
        double deviation = 2 * Math.Sqrt(2.0 * length);
        Assert.InRange(pairs, (6.0 * length) - atEnds - (3 * deviation), (6.0 * length) - atEnds + (3 * deviation));
    }

    [Fact]
    public void RunEpoch_Purchase_IsContextOfEveryView()
    {
        using SessionCorpus corpus = PlantedCorpus.Of([[1, 2, 3, 4, 5], [6, 7]], [[8], [6]]);
        Assert.Equal(8 + 2, Trainings.Pairs(corpus, s_small with { Window = 1, PurchaseContext = false }));

        // A view of the bought product itself says nothing.
        Assert.Equal(8 + 2 + 5 + 1, Trainings.Pairs(corpus, s_small with { Window = 1 }));
    }

    [Fact]
    public void RunEpoch_SharesOfRecommendedEvents_ThinOutPairs()
    {
        const int sessions = 20_000;
        using SessionCorpus corpus = PlantedCorpus.OfTokens(Enumerable.Range(0, sessions).Select(session => (Token[])[new(session % 100), new(100 + (session % 90), isRecommended: session % 2 == 0)]));
        long All(double share) => Trainings.Pairs(corpus, s_small with { RecommendedShare = share });
        Assert.Equal(2 * sessions, All(1));
        Assert.Equal(sessions, All(0));
        double deviation = 2 * Math.Sqrt(0.25 * 0.75 * sessions / 2);
        Assert.InRange(All(0.25), (1.25 * sessions) - (3 * deviation), (1.25 * sessions) + (3 * deviation));
    }

    [Fact]
    public void RunEpoch_Subsampling_ThinsOutTheFrequentByTheFormula()
    {
        // One product in every session beside one of many: a pair is there only where the frequent view was kept.
        const int sessions = 40_000;
        const double threshold = 0.01;
        using SessionCorpus corpus = PlantedCorpus.Of([.. Enumerable.Range(0, sessions).Select(session => (int[])[0, 1 + (session % 1000)])]);
        double ratio = 0.5 / threshold;
        double keep = (Math.Sqrt(ratio) + 1) / ratio;
        double deviation = 2 * Math.Sqrt(keep * (1 - keep) * sessions);
        Assert.Equal(2 * sessions, Trainings.Pairs(corpus, s_small));
        Assert.InRange(Trainings.Pairs(corpus, s_small with { SubsamplingThreshold = threshold }), (2 * keep * sessions) - (3 * deviation), (2 * keep * sessions) + (3 * deviation));
    }

    [Fact]
    public void RunEpoch_FutureWindow_LearnsTheDirection()
    {
        // 2n + 1 always comes after 2n, never before.
        const int products = 200;
        Random random = new(1);
        int[][] sessions = [.. Enumerable.Range(0, 20_000).Select(_ => random.Next(products / 2)).Select(pair => (int[])[2 * pair, (2 * pair) + 1])];
        using SessionCorpus corpus = PlantedCorpus.Of(sessions);
        (double future, double back) = Directions(corpus, WindowMode.Future);
        (double there, double again) = Directions(corpus, WindowMode.Fixed);
        output.WriteLine($"future window: A to B {future:F3}, B to A {back:F3}; fixed window: {there:F3}, {again:F3}");
        Assert.True(future > 0.95 && back < 0.05, $"future window: A to B {future:F3}, B to A {back:F3}");

        // The control: a window to both sides knows no direction.
        Assert.True(there > 0.95 && again > 0.95, $"fixed window: A to B {there:F3}, B to A {again:F3}");
    }

    /// <summary>Share of the products for which the other of the pair is the very next, IN to OUT.</summary>
    private static (double Forth, double Back) Directions(SessionCorpus corpus, WindowMode mode)
    {
        using Prod2VecTrainer trainer = Trainings.Run(corpus, s_small with { Dimension = 32, Epochs = 10, WindowMode = mode, LearningRate = 0.05 });
        int[] hits = new int[2];
        for (int index = 0; index < corpus.ProductCount; index++)
        {
            int product = PlantedCorpus.Number(corpus, index);
            int best = Enumerable.Range(0, corpus.ProductCount).MaxBy(other => Trainings.Cosine(trainer.InRow(index), trainer.OutRow(other)));
            hits[product % 2] += PlantedCorpus.Number(corpus, best) == (product ^ 1) ? 1 : 0;
        }

        return (2.0 * hits[0] / corpus.ProductCount, 2.0 * hits[1] / corpus.ProductCount);
    }
}
