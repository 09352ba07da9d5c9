using ProductSpace.Recommendations.Ranking;

namespace ProductSpace.Recommendations.Tests.Ranking;

public class ScoreOrderTests
{
    /// <summary>Scores of every size and sign, scores that one number of 32 bits cannot tell apart, and equal ones.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(300)]
    public void Write_AnyScores_IsTheStableSort(int count)
    {
        for (int seed = 0; seed < 30; seed++)
        {
            Random random = new(seed);
            double[] scores = [.. Enumerable.Range(0, count).Select(_ => random.Next(6) switch
            {
                0 => random.Next(3) - 1,
                1 => 1 + (random.Next(5) * 1e-12),
                2 => -1 - (random.Next(5) * 1e-12),
                3 => random.Next(2) == 0 ? 0.0 : -0.0,
                4 => Math.Exp((random.NextDouble() * 200) - 100) * (random.Next(2) == 0 ? 1 : -1),
                _ => random.Next(8) == 0 ? double.NegativeInfinity : (random.NextDouble() * 10) - 5,
            })];
            int[] ties = [.. Enumerable.Range(0, count).OrderBy(_ => random.Next())];
            int[] order = new int[count];
            ulong[] keys = new ulong[(2 * count) + 3];
            ScoreOrder.Write(scores, [], keys, order);
            Assert.Equal(Enumerable.Range(0, count).OrderByDescending(i => scores[i]).ThenBy(i => i), order);
            ScoreOrder.Write(scores, ties, keys, order);
            Assert.Equal(Enumerable.Range(0, count).OrderByDescending(i => scores[i]).ThenBy(i => ties[i]), order);
        }
    }
}
