using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Trained;

/// <summary>Trains and judges in one call.</summary>
internal static class Trainings
{
    /// <summary>All epochs; the caller disposes.</summary>
    public static Prod2VecTrainer Run(SessionCorpus corpus, Prod2VecOptions options, ProductMetadata? metadata = null)
    {
        Prod2VecTrainer trainer = new(corpus, options, metadata);
        while (trainer.EpochsDone < options.Epochs)
        {
            trainer.RunEpoch();
        }

        return trainer;
    }

    /// <summary>Pairs of the first epoch.</summary>
    public static long Pairs(SessionCorpus corpus, Prod2VecOptions options, ProductMetadata? metadata = null)
    {
        using Prod2VecTrainer trainer = new(corpus, options, metadata);
        return trainer.RunEpoch().Pairs;
    }

    public static NextItemResult Judge(Prod2VecTrainer trainer, SessionCorpus corpus, int[][] sessions, CandidateScore score = CandidateScore.NextCosine) =>
        new NextItemEvaluator(corpus.ProductCount, trainer.Options.Dimension, trainer.InRow, trainer.OutRow).Evaluate(sessions, score, new NextItemOptions { NextOnly = true, CoverageDepth = 0 });

    /// <summary>HR@20 of the next product, the current one excluded, IN to OUT, of sessions in the corpus' numbers.</summary>
    public static double HitRate(Prod2VecTrainer trainer, SessionCorpus corpus, int[][] sessions) =>
        Judge(trainer, corpus, sessions)[RepeatMode.CurrentExcluded].Mean(RankingMetric.HitRate, 20);

    /// <summary>Share of the ten nearest IN vectors of each product that are of its own group; groups by the tests' numbers.</summary>
    public static double Purity(Prod2VecTrainer trainer, SessionCorpus corpus, Func<int, int> groupOf)
    {
        int[] groups = [.. Enumerable.Range(0, corpus.ProductCount).Select(index => groupOf(PlantedCorpus.Number(corpus, index)))];
        long same = 0;
        for (int product = 0; product < groups.Length; product++)
        {
            same += Enumerable.Range(0, groups.Length).Where(other => other != product)
                .OrderByDescending(other => Cosine(trainer.InRow(product), trainer.InRow(other))).Take(10)
                .Count(other => groups[other] == groups[product]);
        }

        return same / (10.0 * groups.Length);
    }

    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }

        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }
}
