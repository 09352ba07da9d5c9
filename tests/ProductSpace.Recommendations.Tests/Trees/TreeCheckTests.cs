using ProductSpace.Recommendations.Trees;

namespace ProductSpace.Recommendations.Tests.Trees;

public class TreeCheckTests
{
    private static readonly RankerTree s_sound = new([0, 1], [0.5f, 0.7f], [1, ~1], [~0, ~2], [1, 2, 3]);

    public static TheoryData<string, RankerTree> Broken => new()
    {
        { "its own child", s_sound with { Left = [0, ~1] } },
        { "a circle", s_sound with { Left = [1, 0] } },
        { "no such node", s_sound with { Left = [2, ~1] } },
        { "no such leaf", s_sound with { Right = [~3, ~2] } },
        { "one leaf twice", s_sound with { Right = [~1, ~2] } },
        { "one node twice", s_sound with { Right = [1, ~2] } },
        { "no such feature", s_sound with { Features = [0, 2] } },
        { "a feature below 0", s_sound with { Features = [-1, 1] } },
        { "no number as a threshold", s_sound with { Thresholds = [float.NaN, 1] } },
        { "no number in a leaf", s_sound with { Values = [1, float.PositiveInfinity, 3] } },
        { "a leaf too few", s_sound with { Values = [1, 2] } },
        { "no leaf", new RankerTree([], [], [], [], []) },
        { "too many leaves", MadeTrees.Tree(new Random(1), 33) },
    };

    [Fact]
    public void Problem_SoundTrees_IsNone()
    {
        Assert.Null(TreeCheck.Problem(s_sound, 2));
        Assert.Null(TreeCheck.Problem(new RankerTree([], [], [], [], [1]), 1));
        Assert.Null(TreeCheck.Problem(Chain(TreeCheck.MaxLeaves - 1), 1));
        for (int seed = 0; seed < 50; seed++)
        {
            Assert.Null(TreeCheck.Problem(MadeTrees.Tree(new Random(seed), 1 + (seed % 32)), Ranker.KnownFeatures.Count));
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Problem_BrokenTree_IsNamed(string what, RankerTree tree)
    {
        Assert.NotNull(TreeCheck.Problem(tree, what == "too many leaves" ? Ranker.KnownFeatures.Count : 2));
        Assert.Throws<ArgumentException>(() => new Ranker(["price", "events"], [s_sound, tree], string.Empty));
    }

    /// <summary>Each node has a leaf to its right and the next node to its left.</summary>
    private static RankerTree Chain(int nodes) => new(
        [.. Enumerable.Repeat(0, nodes)],
        [.. Enumerable.Repeat(0.5f, nodes)],
        [.. Enumerable.Range(1, nodes).Select(next => next < nodes ? next : ~nodes)],
        [.. Enumerable.Range(0, nodes).Select(leaf => ~leaf)],
        [.. Enumerable.Range(0, nodes + 1).Select(leaf => (float)leaf)]);
}
