using CsCheck;
using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations.Tests.Rules;

public class CandidatePoolTests
{
    /// <summary>However far it is sorted, ranks are those of a whole sort.</summary>
    [Fact]
    public void At_AnyScores_IsTheSortedOrder() => Gen.Select(Gen.Int[0, 5].Array[0, 400], Gen.Int[0, 400]).Sample((scores, looked) =>
    {
        CandidatePool pool = new();
        for (int round = 0; round < 2; round++)
        {
            pool.Begin();
            for (int i = 0; i < scores.Length; i++)
            {
                pool.Add((i * 7919) % 1009, scores[i], RecommendationSource.Vectors);
            }

            pool.BeginOrder();
            int[] expected = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i]).ThenBy(i => (i * 7919) % 1009)];
            int count = Math.Min(looked, scores.Length);
            Assert.Equal(expected.Take(count), Enumerable.Range(0, count).Select(pool.At));
            Assert.All(expected.Take(3), place => Assert.Equal(place, expected[pool.RankOf(place)]));
        }
    });
}
