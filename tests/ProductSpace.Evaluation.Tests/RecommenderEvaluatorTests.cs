using ProductSpace.Evaluation.Models;
using ProductSpace.Evaluation.Ranking;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests;

public class RecommenderEvaluatorTests
{
    private const int Products = 300;
    private const int Length = 8;

    /// <summary>Two ways to rank the same vectors: block by block, and from the scores of all products.</summary>
    [Theory]
    [InlineData(TieRule.Ordinal)]
    [InlineData(TieRule.Pessimistic)]
    public void Evaluate_VectorModel_EqualsTheEvaluatorOfVectors(TieRule ties)
    {
        float[][] vectors = Vectors();
        int[][] sessions = Sessions(200);
        NextItemOptions options = new() { Ties = ties, MaxPredictions = 500 };
        NextItemEvaluator byBlocks = new(Products, Length, product => vectors[product]);
        NextItemResult expected = byBlocks.Evaluate(sessions, CandidateScore.SimilarCosine, options);

        RecommenderResult actual = RecommenderEvaluator.Evaluate(
            new LastVector(vectors, options), SessionSet.From(Products, sessions), options);

        foreach (RepeatMode mode in Enum.GetValues<RepeatMode>())
        {
            Assert.Equal(expected[mode].NextRanks.ToArray(), actual[mode].NextRanks.ToArray());
            Assert.Equal(expected[mode].Coverage(20), actual[mode].Coverage(20));
            Assert.Equal(
                expected[mode].Mean(RankingMetric.AveragePrecision, 10), actual[mode].Mean(RankingMetric.AveragePrecision, 10));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Evaluate_AnyThreads_SameRanksAndLists(int threads)
    {
        SessionSet sessions = SessionSet.From(Products, Sessions(200));
        LastVector model = new(Vectors(), new NextItemOptions());
        RecommenderResult one = RecommenderEvaluator.Evaluate(model, sessions, new NextItemOptions { Threads = 1 });
        RecommenderResult many = RecommenderEvaluator.Evaluate(model, sessions, new NextItemOptions { Threads = threads });
        Assert.Equal(one[RepeatMode.Allowed].NextRanks.ToArray(), many[RepeatMode.Allowed].NextRanks.ToArray());
        for (int i = 0; i < one.Count; i++)
        {
            Assert.Equal(
                one.Lists[RepeatMode.ViewedExcluded, i].ToArray(), many.Lists[RepeatMode.ViewedExcluded, i].ToArray());
        }
    }

    [Fact]
    public void Evaluate_Table_RanksListsAndCountsWhatIsMissing()
    {
        // 0 -> 1, 2; 1 -> 2; 2 -> nothing. Product 3 is unknown to the model.
        ItemTableBuilder rows = new(3, entries: 5);
        rows.Set(0, [2, 1], [1f, 2f]);
        rows.Set(1, [2], [1f]);
        TableRecommender model = new(rows.Build(), lastViews: 1, decay: 1);
        SessionSet sessions = SessionSet.From(3, [[0, 2], [1, 1], [2, 0], [0, 3], [3, 1]]);

        RecommenderResult result = RecommenderEvaluator.Evaluate(model, sessions);

        RankingResult allowed = result[RepeatMode.Allowed];
        int none = RankingMetrics.NotRanked;
        Assert.Equal([2, none, none, none, none], allowed.NextRanks.ToArray());
        Assert.Equal(2, allowed.Unanswered);
        Assert.Equal(1, allowed.UnknownTargets);
        Assert.Equal([1, 2], result.Lists[RepeatMode.Allowed, 0].ToArray());
        Assert.Empty(result.Lists[RepeatMode.Allowed, 2].ToArray());
        Assert.Equal(1, result[RepeatMode.CurrentExcluded].ExcludedTargets);
        Assert.Equal([2, 1, 0, 3, 1], result.Targets.ToArray());
        Assert.Equal([1, 1, 1, 1, 1], result.Positions.ToArray());
    }

    /// <summary>A pitfall: a model that gives every product the same score must not look good by the order of ties.</summary>
    [Fact]
    public void Evaluate_EqualScores_ArePessimisticallyWorthNothing()
    {
        SessionSet sessions = SessionSet.From(100, [[5, 0], [7, 1], [9, 2]]);
        Constant model = new(100);
        RecommenderResult kind = RecommenderEvaluator.Evaluate(model, sessions);
        RecommenderResult strict = RecommenderEvaluator.Evaluate(
            model, sessions, new NextItemOptions { Ties = TieRule.Pessimistic });
        Assert.Equal(1, kind[RepeatMode.Allowed].Mean(RankingMetric.HitRate, 20));
        Assert.Equal(0, strict[RepeatMode.Allowed].Mean(RankingMetric.HitRate, 20));
    }

    private static float[][] Vectors()
    {
        Random random = new(7);
        return [.. Enumerable.Range(0, Products).Select(_ => Enumerable.Range(0, Length).Select(_ => random.Next(-3, 4) + .5f).ToArray())];
    }

    private static int[][] Sessions(int count)
    {
        Random random = new(3);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(Products + 2)).ToArray())];
    }

    private sealed class Constant(int products) : IRecommender, IRecommenderScorer
    {
        public int ProductCount => products;

        public IRecommenderScorer CreateScorer() => this;

        public void Score(in SessionBatch batch, Span<float> scores) => scores.Fill(1);
    }

    private sealed class LastVector(float[][] vectors, NextItemOptions options)
        : VectorRecommender(Products, Length, product => vectors[product], cosine: true)
    {
        public override ISessionVectors CreateSessionVectors() => new SessionVectors(vectors, options);

        private sealed class SessionVectors(float[][] vectors, NextItemOptions options) : ISessionVectors
        {
            private readonly SessionVector _session =
                new(product => vectors[product], Products, Length, options.Decay, options.LastViews);

            public bool Write(in SessionSoFar session, Span<float> vector) => _session.Write(session.Products, vector);
        }
    }
}
