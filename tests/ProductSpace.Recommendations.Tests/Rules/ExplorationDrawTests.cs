using ProductSpace.Recommendations.Rules;

namespace ProductSpace.Recommendations.Tests.Rules;

public class ExplorationDrawTests
{
    private static readonly double[] s_values = [4, 5.5, 3, 5, 1];

    /// <summary>Each candidate comes as often as its probability says, and that is the formula.</summary>
    [Theory]
    [InlineData(.1f, 0f)]
    [InlineData(1f, 0f)]
    [InlineData(1f, .7f)]
    [InlineData(.4f, 2f)]
    public void Draw_ManyRequests_ComesAsOftenAsItSays(float rate, float temperature)
    {
        const int requests = 200_000;
        Exploration exploration = new(1) { Rate = rate, Temperature = temperature };
        double[] odds = [.. s_values.Select(value => temperature > 0 ? Math.Exp(value / temperature) : 1)];
        double[] expected = [.. odds.Select((one, i) => (rate * one / odds.Sum()) + (i == 1 ? 1 - (double)rate : 0))];
        int[] drawn = new int[s_values.Length];
        for (ulong request = 0; request < requests; request++)
        {
            (int place, double propensity) = Draw(exploration, request);
            drawn[place]++;
            Assert.Equal(expected[place], propensity, 12);
        }

        Assert.Equal(1, expected.Sum(), 12);
        for (int i = 0; i < drawn.Length; i++)
        {
            double deviation = Math.Sqrt(expected[i] * (1 - expected[i]) / requests);
            Assert.InRange((double)drawn[i] / requests, expected[i] - (4 * deviation), expected[i] + (4 * deviation));
        }
    }

    [Fact]
    public void Draw_SameRequest_IsTheSame()
    {
        Exploration exploration = new(1) { Rate = 1 };
        Assert.Equal(Draw(exploration, 77), Draw(exploration, 77));
        Assert.True(Enumerable.Range(0, 50).Select(request => Draw(exploration, (ulong)request).Place).Distinct().Count() == s_values.Length);
    }

    private static (int Place, double Propensity) Draw(Exploration exploration, ulong request)
    {
        ExplorationDraw draw = new();
        draw.Begin(s_values.Length);
        for (int i = 0; i < s_values.Length; i++)
        {
            draw.Add(i, s_values[i]);
        }

        return draw.Draw(exploration, request);
    }
}
