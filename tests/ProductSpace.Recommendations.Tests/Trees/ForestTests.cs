using ProductSpace.Recommendations.Trees;

namespace ProductSpace.Recommendations.Tests.Trees;

public class ForestTests
{
    /// <summary>Trees of every shape, and numbers of rows that leave rests of those that are asked at once.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 16)]
    [InlineData(4, 31)]
    [InlineData(5, 32)]
    public void Score_RandomTrees_IsThePlainWalk(int seed, int leaves)
    {
        Random random = new(seed);
        RankerTree[] trees = [.. Enumerable.Range(0, 12).Select(_ => MadeTrees.Tree(random, leaves))];
        int features = Ranker.KnownFeatures.Count;
        Forest forest = new(trees, [.. Enumerable.Range(0, features)]);
        foreach (int rows in (int[])[1, 3, 8, 15, 16, 17, 31, 32, 33, 100])
        {
            float[] all = [.. Enumerable.Range(0, rows * features).Select(_ => random.Next(20) == 0 ? FeatureList.Unknown : (float)random.NextDouble())];
            double[] scores = new double[rows];
            forest.Score(all, features, scores);
            for (int row = 0; row < rows; row++)
            {
                double expected = 0;
                foreach (RankerTree tree in trees)
                {
                    expected += MadeTrees.Walk(tree, all.AsSpan(row * features, features));
                }

                Assert.Equal(expected, scores[row], 1e-12);
            }
        }
    }

    /// <summary>A feature that equals the threshold goes to the left.</summary>
    [Fact]
    public void Score_FeatureAtTheThreshold_GoesLeft()
    {
        Forest forest = new([new RankerTree([0], [0.5f], [~0], [~1], [1, 2])], [0]);
        double[] scores = new double[3];
        forest.Score([0.4f, 0.5f, 0.6f], 1, scores);
        Assert.Equal([1, 1, 2], scores);
    }
}
