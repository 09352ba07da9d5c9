using ProductSpace.Evaluation.Blends;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Blends;

public class BlendRecommenderTests
{
    private const float None = IRecommenderScorer.NotRecommended;

    [Fact]
    public void Score_TwoModels_IsTheWeightedSumOfStandardScores()
    {
        float[] dense = [1, 2, 3, 6];
        float[] sparse = [None, 4, None, 2];
        float[] scores = Score([dense, sparse], [1, .5]);
        double[] first = Standard([1, 2, 3, 6]);
        double[] second = Standard([0, 4, 0, 2]);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(first[i] + (.5 * second[i]), scores[i], 5));
    }

    /// <summary>A model that says nothing adds nothing; if none says anything, there is no answer.</summary>
    [Fact]
    public void Score_NothingRecommended_AddsNothing()
    {
        float[] dense = [1, 2, 3, 6];
        float[] nothing = [None, None, None, None];
        Assert.Equal(Score([dense], [1]), Score([dense, nothing], [1, 5]));
        Assert.All(Score([nothing, nothing], [1, 1]), score => Assert.Equal(None, score));
        Assert.All(Score([[3, 3, 3, 3]], [1]), score => Assert.Equal(0, score));
    }

    private static float[] Score(float[][] models, double[] weights)
    {
        BlendRecommender blend = new([.. models.Select(scores => new Fixed(scores))], weights);
        float[] result = new float[8];
        SessionSet sessions = SessionSet.From(4, [[0, 1], [2]]);
        blend.CreateScorer().Score(new SessionBatch(sessions, [0, 1], [1, 1]), result);
        Assert.Equal(result[..4], result[4..]);
        return result[..4];
    }

    private static double[] Standard(double[] scores)
    {
        double mean = scores.Average();
        double deviation = Math.Sqrt(scores.Average(score => (score - mean) * (score - mean)));
        return [.. scores.Select(score => (score - mean) / deviation)];
    }

    private sealed class Fixed(float[] scores) : IRecommender, IRecommenderScorer
    {
        public int ProductCount => scores.Length;

        public IRecommenderScorer CreateScorer() => this;

        public void Score(in SessionBatch batch, Span<float> target)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                scores.CopyTo(target[(i * scores.Length)..]);
            }
        }
    }
}
