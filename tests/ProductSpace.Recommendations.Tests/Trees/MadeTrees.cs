namespace ProductSpace.Recommendations.Tests.Trees;

/// <summary>Random sound trees, and the plainest way to walk one.</summary>
internal static class MadeTrees
{
    public static Ranker Ranker(int seed, int trees = 20, int leaves = 16) =>
        new(Recommendations.Ranker.KnownFeatures, [.. Enumerable.Range(0, trees).Select(i => Tree(new Random((seed * 1000) + i), leaves))], $"made of seed {seed}");

    /// <summary>Splits a random leaf again and again; nodes are numbered in the order of their splits.</summary>
    public static RankerTree Tree(Random random, int leaves)
    {
        List<int> left = [];
        List<int> right = [];
        List<(int Node, bool IsLeft)> open = [(-1, true)];
        while (open.Count < leaves)
        {
            int at = random.Next(open.Count);
            (int parent, bool isLeft) = open[at];
            int node = left.Count;
            left.Add(0);
            right.Add(0);
            if (parent >= 0)
            {
                (isLeft ? left : right)[parent] = node;
            }

            open[at] = (node, true);
            open.Add((node, false));
        }

        for (int leaf = 0; leaf < open.Count && left.Count > 0; leaf++)
        {
            (open[leaf].IsLeft ? left : right)[open[leaf].Node] = ~leaf;
        }

        return new RankerTree(
            [.. left.Select(_ => random.Next(Recommendations.Ranker.KnownFeatures.Count))],
            [.. left.Select(_ => (float)random.NextDouble())],
            left,
            right,
            [.. open.Select(_ => (float)random.NextDouble() - 0.5f)]);
    }

    public static double Walk(RankerTree tree, ReadOnlySpan<float> row)
    {
        int at = tree.Features.Count > 0 ? 0 : ~0;
        while (at >= 0)
        {
            at = row[tree.Features[at]] <= tree.Thresholds[at] ? tree.Left[at] : tree.Right[at];
        }

        return tree.Values[~at];
    }
}
