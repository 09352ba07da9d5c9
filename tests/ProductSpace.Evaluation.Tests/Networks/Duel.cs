using ProductSpace.Training;

namespace ProductSpace.Evaluation.Tests.Networks;

/// <summary>Two models on the same held-out sessions.</summary>
internal static class Duel
{
    /// <summary>
    /// Interval of the difference in MRR@20, first minus second, over the predictions after at most this number of views.
    /// </summary>
    public static BootstrapInterval ReciprocalRank(
        IRecommender first, IRecommender second, SessionSet heldOut, int maxPosition = int.MaxValue)
    {
        RecommenderResult one = RecommenderEvaluator.Evaluate(first, heldOut);
        RecommenderResult two = RecommenderEvaluator.Evaluate(second, heldOut);
        List<double> left = [];
        List<double> right = [];
        List<int> sessions = [];
        for (int i = 0; i < one.Count; i++)
        {
            if (one.Positions[i] <= maxPosition)
            {
                left.Add(one[RepeatMode.Allowed].Value(RankingMetric.ReciprocalRank, 20, i));
                right.Add(two[RepeatMode.Allowed].Value(RankingMetric.ReciprocalRank, 20, i));
                sessions.Add(one[RepeatMode.Allowed].Sessions[i]);
            }
        }

        return Bootstrap.Difference(left.ToArray(), right.ToArray(), sessions.ToArray());
    }
}
