using CsCheck;
using ProductSpace.Hosting.Experiments;

namespace ProductSpace.Hosting.Tests.Experiments;

public class VariantAssignmentTests
{
    private static readonly string[] s_labels = ["a", "b", "c", "d"];

    private delegate int Place(double[] weights, string key);

    [Fact]
    public void IndexOf_KnownKeys_StaysForEver()
    {
        VariantAssignment assignment = new("spring", s_labels, [1, 1, 2, 0.5]);
        string[] places = [.. Enumerable.Range(0, 40).Select(key => s_labels[assignment.IndexOf($"shopper-{key}")])];
        Snap.Match(string.Join(' ', places) + "\n", "VariantAssignment_Indexes");
    }

    [Fact]
    public void MinusLog_AnyNumber_IsTheLogarithm() =>
        Gen.Double[1e-16, 1 - 1e-16].Sample(x => Assert.Equal(-Math.Log(x), VariantAssignment.MinusLog(x), Math.Max(1e-15, Math.Abs(Math.Log(x)) * 1e-14)), iter: 10_000);

    /// <summary>Chi-squared over 100,000 keys: above 21.1 once in ten thousand tries with three degrees of freedom; keys are fixed here.</summary>
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(50, 30, 15, 5)]
    [InlineData(0.001, 0.002, 0.003, 0.004)]
    public void IndexOf_ManyKeys_GoByWeight(double a, double b, double c, double d)
    {
        double[] weights = [a, b, c, d];
        Assert.InRange(ChiSquared(new VariantAssignment("spring", s_labels, weights), weights, key => $"shopper-{key}"), 0, 21.1);
        Assert.InRange(ChiSquared(new VariantAssignment("autumn", s_labels, weights), weights, key => key.ToString(System.Globalization.CultureInfo.InvariantCulture)), 0, 21.1);
    }

    [Fact]
    public void ChiSquared_UnevenAssignment_IsCaught()
    {
        double[] asked = [50, 30, 15, 5];
        Assert.True(ChiSquared(new VariantAssignment("spring", s_labels, [51, 29, 15, 5]), asked, key => $"shopper-{key}") > 21.1);
    }

    /// <summary>Who is in a variant of one experiment tells nothing about the other.</summary>
    [Fact]
    public void IndexOf_TwoExperiments_AreIndependent()
    {
        VariantAssignment one = new("one", ["a", "b"], [1, 1]);
        VariantAssignment two = new("two", ["a", "b"], [1, 1]);
        int[] both = new int[4];
        for (int key = 0; key < 40_000; key++)
        {
            both[(2 * one.IndexOf($"{key}")) + two.IndexOf($"{key}")]++;
        }

        Assert.All(both, count => Assert.InRange(count, 9_600, 10_400));
    }

    [Fact]
    public void IndexOf_WeightZero_GetsNobody()
    {
        VariantAssignment assignment = new("spring", ["a", "b"], [0, 1]);
        Assert.All(Enumerable.Range(0, 1000), key => Assert.Equal(1, assignment.IndexOf($"{key}")));
    }

    [Fact]
    public void IndexOf_ChangedWeights_MovesNobodyBetweenThoseThatKeepTheirs() => Assert.Null(FindMoved((weights, key) => new VariantAssignment("spring", s_labels, weights).IndexOf(key)));

    /// <summary>The broken twin: ranges on one line, as they are often written.</summary>
    [Fact]
    public void IndexOf_RangesOfALine_AreCaught() =>
        Assert.NotNull(FindMoved((weights, key) =>
        {
            double point = System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(key)) / Math.Pow(2, 64) * weights.Sum();
            int place = 0;
            for (double end = weights[0]; point >= end && place < weights.Length - 1; end += weights[place])
            {
                place++;
            }

            return place;
        }));

    /// <summary>A move into a variant whose weight did not grow, or out of one whose weight did not shrink; null where there is none.</summary>
    private static string? FindMoved(Place place)
    {
        Random random = new(5);
        for (int round = 0; round < 200; round++)
        {
            double[] before = [.. s_labels.Select(_ => (double)random.Next(1, 6))];
            double[] after = [.. before.Select(weight => random.Next(2) == 0 ? weight : random.Next(0, 6))];
            if (after.Sum() == 0)
            {
                continue;
            }

            for (int key = 0; key < 200; key++)
            {
                int from = place(before, $"{round}-{key}");
                int to = place(after, $"{round}-{key}");
                if (from != to && !(after[to] > before[to] || after[from] < before[from]))
                {
                    return $"{round}-{key}: from {from} to {to}, weights {string.Join(' ', before)} and {string.Join(' ', after)}";
                }
            }
        }

        return null;
    }

    private static double ChiSquared(VariantAssignment assignment, double[] weights, Func<int, string> keyOf)
    {
        const int keys = 100_000;
        int[] counts = new int[weights.Length];
        for (int key = 0; key < keys; key++)
        {
            counts[assignment.IndexOf(keyOf(key))]++;
        }

        return counts.Zip(weights).Sum(pair => Math.Pow(pair.First - (keys * pair.Second / weights.Sum()), 2) / (keys * pair.Second / weights.Sum()));
    }
}
