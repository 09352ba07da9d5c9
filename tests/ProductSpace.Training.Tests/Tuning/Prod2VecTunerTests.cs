using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;
using ProductSpace.Training.Tuning;

namespace ProductSpace.Training.Tests.Tuning;

public class Prod2VecTunerTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Pairs = 60;

    private static readonly Prod2VecOptions s_first = new() { Dimension = 16, Epochs = 4, Threads = 1 };

    [Fact]
    public void Run_WideWindowPlanted_FindsIt()
    {
        // What belongs together stands eight views apart, with views of chance between.
        using SessionCorpus corpus = Far();
        using Prod2VecTuner tuner = new(corpus, s_first with { Epochs = 8 }, new TuningOptions { Sample = 1, MaxTrials = 13 });
        TuningResult result = tuner.Run(trainer => Found(trainer, tuner.Sample));
        output.WriteLine(result.ToText());
        Assert.Equal(10, result.Best.Options.Window);
        Assert.True(result.Best.Score > result.Trials[0].Score + 0.3, $"first {result.Trials[0].Score:F3}, best {result.Best.Score:F3}");

        // The control: what the tuner says of its best trial is what a training with these options gives.
        using Prod2VecTrainer again = new(tuner.Sample, result.Best.Options);
        while (again.EpochsDone < result.Best.Options.Epochs)
        {
            again.RunEpoch();
        }

        Assert.Equal(result.Best.Score, Found(again, tuner.Sample));
    }

    [Fact]
    public void Run_MaxTrials_IsTheSameForAnyNumberOfThreads()
    {
        using SessionCorpus corpus = Far();
        string[] once = Run(1, 7), twice = Run(2, 7);
        Assert.Equal(6, once.Length);
        Assert.Equal(once, twice);
        Assert.NotEqual(once, Run(1, 8));

        string[] Run(int threads, ulong seed)
        {
            using Prod2VecTuner tuner = new(corpus, s_first with { Threads = threads }, new TuningOptions { Sample = 0.2, MaxTrials = 6, Seed = seed });
            TuningResult result = tuner.Run(trainer => Found(trainer, tuner.Sample));
            return [.. result.Trials.Select(trial => $"{trial.Number} {trial.Options with { Threads = 0 }} {string.Join(' ', trial.Scores)} {trial.Outcome}")];
        }
    }

    [Fact]
    public void Run_ScoreOfOptionsAlone_EndsAtTheBest()
    {
        // A hill with one top; after the seventh epoch it goes down again.
        using SessionCorpus corpus = Small();
        using Prod2VecTuner tuner = new(corpus, s_first, new TuningOptions { Sample = 1 });
        TuningResult result = tuner.Run(trainer =>
        {
            Prod2VecOptions options = trainer.Options;
            return 10 - Math.Abs(options.NegativeExponent + 0.5) - (Math.Abs(options.Window - 3) / 10.0) - (1000 * Math.Abs(options.SubsamplingThreshold - 1e-4))
                - (10 * Math.Abs(options.LearningRate - 0.05)) - (Math.Abs(options.Negatives - 10) / 10.0) - (Math.Abs(trainer.EpochsDone - 7) / 10.0);
        });
        output.WriteLine(result.ToText());
        Assert.Equal(
            (-0.5, 3, 1e-4, 0.05, 10, 10, 7),
            (result.Best.Options.NegativeExponent, result.Best.Options.Window, result.Best.Options.SubsamplingThreshold, result.Best.Options.LearningRate, result.Best.Options.Negatives, result.Best.Options.NegativeDraws, result.Best.Options.Epochs));
        Assert.Equal(result.Trials.Count, result.Trials.Select(trial => trial.Options).Distinct().Count());
        Assert.InRange(result.Trials.Count, 10, 60);
        Assert.Contains("best", Assert.Single(result.ToText().Split('\n'), line => line.EndsWith("best", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_TrialFarBehindHalfway_IsGivenUpAndNeverBest()
    {
        using SessionCorpus corpus = Small();
        using Prod2VecTuner tuner = new(corpus, s_first, new TuningOptions { Sample = 1, MaxTrials = 30 });

        // Bad halfway, wonderful at the end: the broken twin of a score, to see that it was really given up.
        TuningResult result = tuner.Run(trainer => trainer.Options.Window == s_first.Window ? 1 : trainer.EpochsDone < trainer.Options.Epochs ? 0.5 : 9);
        Assert.Contains(result.Trials, trial => trial.Outcome == TuningOutcome.Abandoned && trial.Scores.Count == 2);
        Assert.Equal(s_first.Window, result.Best.Options.Window);
        Assert.Contains("given up after epoch 2", result.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Budget_EndsSoonAfter()
    {
        using SessionCorpus corpus = Small();
        using Prod2VecTuner tuner = new(corpus, s_first, new TuningOptions { Sample = 1, Budget = TimeSpan.FromSeconds(0.6) });
        TuningResult result = tuner.Run(_ =>
        {
            Thread.Sleep(40);
            return 1;
        });
        Assert.InRange(result.Trials.Count, 2, 5);
        Assert.InRange(result.Seconds, 0.6, 3);

        // However small the budget, the first trial is whole.
        using Prod2VecTuner hasty = new(corpus, s_first, new TuningOptions { Sample = 1, Budget = TimeSpan.FromTicks(1) });
        TuningTrial only = Assert.Single(hasty.Run(_ => 1).Trials);
        Assert.Equal((TuningOutcome.Finished, 4), (only.Outcome, only.Scores.Count));
    }

    [Fact]
    public void Run_Cancelled_ThrowsAndLeavesNoFile()
    {
        using TemporaryFolder folder = new();
        using SessionCorpus corpus = Small();
        using CancellationTokenSource source = new();
        using (Prod2VecTuner tuner = new(corpus, s_first, new TuningOptions { Sample = 1, TemporaryFolder = folder.Root }))
        {
            int calls = 0;
            Assert.Throws<OperationCanceledException>(() => tuner.Run(
                _ =>
                {
                    if (++calls == 3)
                    {
                        source.Cancel();
                    }

                    return 1;
                },
                cancellationToken: source.Token));
            Assert.Equal(3, calls);
        }

        Assert.Empty(Directory.GetFiles(folder.Root));
        Assert.Throws<OperationCanceledException>(() => new Prod2VecTuner(corpus, s_first, null, source.Token));
    }

    [Fact]
    public void Run_Metadata_AreSearchedWhereThereAreSome()
    {
        using SessionCorpus corpus = Small();
        using Prod2VecTuner tuner = new(corpus, s_first with { Epochs = 1 }, new TuningOptions { Sample = 1 });
        ProductMetadata metadata = new(tuner.Sample);
        for (int product = 0; product < tuner.Sample.ProductCount; product++)
        {
            metadata.Set("category", tuner.Sample.ProductId(product), $"c{product % 3}");
        }

        static double Score(Prod2VecTrainer trainer) => trainer.Options.MetadataWeight + trainer.Options.CategoryNegatives;
        Prod2VecOptions with = tuner.Run(Score, metadata).Best.Options;
        Prod2VecOptions without = tuner.Run(Score).Best.Options;
        Assert.Equal((1.0, 2, 0.0, 0), (with.MetadataWeight, with.CategoryNegatives, without.MetadataWeight, without.CategoryNegatives));
    }

    [Fact]
    public void Run_WhatCannotBe_IsRefused()
    {
        using SessionCorpus corpus = Small();
        using Prod2VecTuner tuner = new(corpus, s_first, new TuningOptions { Sample = 1 });
        Assert.Contains("trial 1 after epoch 1 is NaN", Assert.Throws<InvalidOperationException>(() => tuner.Run(_ => double.NaN)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Prod2VecTuner(corpus, s_first, new TuningOptions { Sample = 0 }));
        Assert.Throws<ArgumentException>(() => new Prod2VecTuner(corpus, s_first, new TuningOptions { Budget = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => new Prod2VecTuner(corpus, s_first, new TuningOptions { MaxTrials = 0 }));
        Assert.Throws<ArgumentException>(() => new Prod2VecTuner(corpus, s_first with { Window = 0 }));
        Assert.Contains("take a larger one", Assert.Throws<TrainingInputException>(() => new Prod2VecTuner(corpus, s_first, new TuningOptions { Sample = 1e-9 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000, 1)]
    [InlineData(100_000, 0.5)]
    [InlineData(2_000_000, 0.1)]
    [InlineData(100_000_000, 0.01)]
    public void ShareOf_NoneAskedFor_IsATenthWithinLimits(long events, double share) =>
        Assert.Equal(share, new TuningOptions().ShareOf(events), 12);

    private static SessionCorpus Small() => Build(new Random(1), 40, (random, _) => [.. Enumerable.Range(0, 5).Select(_ => random.Next(20))]);

    private static SessionCorpus Far() => Build(new Random(1), 3000, (random, _) =>
    {
        int pair = random.Next(Pairs);
        return [2 * pair, .. Enumerable.Range(0, 7).Select(_ => (2 * Pairs) + random.Next(600)), (2 * pair) + 1];
    });

    private static SessionCorpus Build(Random random, int sessions, Func<Random, int, int[]> session)
    {
        using CorpusBuilder builder = new();
        for (int i = 0; i < sessions; i++)
        {
            builder.AddSession([.. session(random, i).Select(product => new Token(builder.Product($"{product}")))]);
        }

        return builder.Finish(1);
    }

    /// <summary>Share of the pairs of which IN of the first has OUT of the second among the nearest three.</summary>
    private static double Found(Prod2VecTrainer trainer, SessionCorpus corpus)
    {
        Dictionary<string, int> indexOf = Enumerable.Range(0, corpus.ProductCount).ToDictionary(corpus.ProductId);
        int found = 0;
        for (int pair = 0; pair < Pairs; pair++)
        {
            int from = indexOf[$"{2 * pair}"], to = indexOf[$"{(2 * pair) + 1}"];
            found += Enumerable.Range(0, corpus.ProductCount).Count(other => Dot(trainer, from, other) > Dot(trainer, from, to)) < 3 ? 1 : 0;
        }

        return (double)found / Pairs;
    }

    /// <summary>Cosine, but for the length of IN, which is the same for all that are compared.</summary>
    private static double Dot(Prod2VecTrainer trainer, int from, int to)
    {
        double dot = 0, length = 0;
        for (int i = 0; i < trainer.Options.Dimension; i++)
        {
            dot += trainer.InRow(from)[i] * trainer.OutRow(to)[i];
            length += trainer.OutRow(to)[i] * trainer.OutRow(to)[i];
        }

        return dot / Math.Sqrt(Math.Max(length, 1e-30));
    }
}
