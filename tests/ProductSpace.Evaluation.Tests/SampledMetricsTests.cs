using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests;

/// <summary>
/// A pitfall: ranking the target among 100 sampled candidates instead of all can reverse the order of two models. So no evaluator
/// of this project samples candidates, nor has an option to.
/// </summary>
public class SampledMetricsTests
{
    private const int Products = 1000;
    private const int Sessions = 400;
    private const int Sampled = 100;

    /// <summary>One model finds half of the targets at once and the others never; the other puts each at place 60.</summary>
    [Fact]
    public void HitRate_SampledCandidates_ReverseTwoModels()
    {
        SessionSet sessions = SessionSet.From(Products, [.. Enumerable.Range(0, Sessions).Select(i => new[] { i, (i * 7 + 11) % Products })]);
        Placing sharp = new(sessions, session => session % 2 == 0 ? 1 : 900);
        Placing dull = new(sessions, _ => 60);

        Assert.Equal(0.5, Full(sharp, sessions));
        Assert.Equal(0, Full(dull, sessions));
        Assert.InRange(Sample(sharp, sessions), 0.45, 0.55);
        Assert.InRange(Sample(dull, sessions), 0.8, 1);
    }

    [Theory]
    [InlineData(typeof(NextItemOptions))]
    [InlineData(typeof(ComparisonOptions))]
    [InlineData(typeof(SplitOptions))]
    [InlineData(typeof(RecommenderEvaluator))]
    [InlineData(typeof(NextItemEvaluator))]
    public void Options_SampledCandidates_AreNotThere(Type type)
    {
        IEnumerable<string?> names = type.GetMembers().Select(member => member.Name)
            .Concat(type.GetMethods().SelectMany(method => method.GetParameters()).Select(parameter => parameter.Name));
        Assert.DoesNotContain(names, name => name!.Contains("sampl", StringComparison.OrdinalIgnoreCase) || name.Contains("candidates", StringComparison.OrdinalIgnoreCase));
    }

    private static double Full(Placing model, SessionSet sessions) =>
        RecommenderEvaluator.Evaluate(model, sessions)[RepeatMode.Allowed].Mean(RankingMetric.HitRate, 10);

    private static double Sample(Placing model, SessionSet sessions)
    {
        Random random = new(1);
        float[] scores = new float[Products];
        int hits = 0;
        for (int session = 0; session < sessions.Count; session++)
        {
            model.Write(session, scores);
            float target = scores[sessions.Products(session)[1]];
            int ahead = Enumerable.Range(0, Sampled).Count(_ => scores[random.Next(Products)] > target);
            hits += ahead < 10 ? 1 : 0;
        }

        return (double)hits / sessions.Count;
    }

    /// <summary>A model whose scores put the next product at a place that is told.</summary>
    private sealed class Placing(SessionSet sessions, Func<int, int> place) : IRecommender, IRecommenderScorer
    {
        public int ProductCount => Products;

        public IRecommenderScorer CreateScorer() => this;

        public void Score(in SessionBatch batch, Span<float> scores)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                Write(batch[i].Session, scores.Slice(i * Products, Products));
            }
        }

        public void Write(int session, Span<float> scores)
        {
            int next = sessions.Products(session)[1];
            for (int product = 0; product < Products; product++)
            {
                // Places 1 to 999 of the others, without the target.
                scores[product] = -((product - next + Products) % Products);
            }

            scores[next] = -place(session) + 0.5f;
        }
    }
}
