namespace ProductSpace.Evaluation.Tests;

public class LabelAgreementTests
{
    /// <summary>Products on a line of angles: neighbors are those next to it.</summary>
    private static float[] At(double degrees) =>
        [(float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180)];

    [Fact]
    public void Measure_TwoGroups_AllHitButTheStranger()
    {
        double[] degrees = [0, 1, 2, 3, 80, 81, 82, 83, 81.5];
        int[][] labels = [[0], [0], [0], [0], [1], [1], [1], [1], [0]];
        (int judged, int hits) = LabelAgreement.Measure(2, i => At(degrees[i]), labels, [.. Enumerable.Range(0, 9)], neighbors: 3);
        Assert.Equal((9, 8), (judged, hits));
    }

    [Fact]
    public void Measure_SeveralLabels_AnyOfItsOwnIsAHit()
    {
        double[] degrees = [0, 1, 2, 3];
        int[][] labels = [[2, 5], [5], [5, 1], [1]];
        Assert.Equal((4, 3), LabelAgreement.Measure(2, i => At(degrees[i]), labels, [0, 1, 2, 3], neighbors: 3));
    }

    [Fact]
    public void Measure_EqualVotes_TheNearestNeighborDecides()
    {
        double[] degrees = [0, 1, 3];
        Assert.Equal((3, 2), LabelAgreement.Measure(2, i => At(degrees[i]), [[7], [7], [3]], [0, 1, 2], neighbors: 2));
    }

    /// <summary>A product without labels is not judged and has no vote; nor has one outside of those asked for.</summary>
    [Fact]
    public void Measure_WithoutLabelsOrOutside_HasNoVote()
    {
        double[] degrees = [0, 1, 2, .5];
        int[][] labels = [[0], [], [0], [1]];
        Assert.Equal((2, 2), LabelAgreement.Measure(2, i => At(degrees[i]), labels, [0, 1, 2], neighbors: 2));
        Assert.Equal((0, 0), LabelAgreement.Measure(2, i => At(degrees[i]), labels, []));
        Assert.Equal((0, 0), LabelAgreement.Measure(2, i => At(degrees[i]), labels, [0, 1], neighbors: 1));
    }
}
