using CsCheck;
using ProductSpace.Planning;

namespace ProductSpace.Tests.Planning;

/// <summary>The prices of a machine, by the size of the codes: near, far, and between.</summary>
public sealed class CostModelTests
{
    private const long Near = 48L << 20;
    private const long Far = 128L << 20;

    private static readonly MachinePrices s_prices = new()
    {
        WalkNear = 10, WalkFar = 30, CentroidNear = 2, CentroidFar = 6, LineNear = 3, LineFar = 5, Scan = 4, Probe = 1_000,
    };

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(Near)]
    public void Gather_CodesThatFitTheCache_CostsTheNearPrice(long bytes) => Assert.Equal(10, new CostModel(bytes, s_prices).Gather(1), 9);

    [Theory]
    [InlineData(Far)]
    [InlineData(1L << 40)]
    public void Gather_CodesFarBeyondTheCache_CostsTheFarPrice(long bytes) => Assert.Equal(30, new CostModel(bytes, s_prices).Gather(1), 9);

    [Fact]
    public void Constructor_LargerCodes_AreNeverCheaper() =>
        Gen.Select(Gen.Long[0, 2 * Far], Gen.Long[0, 2 * Far]).Sample((a, b) =>
        {
            CostModel small = new(Math.Min(a, b), s_prices);
            CostModel large = new(Math.Max(a, b), s_prices);
            Assert.True(small.Gather(1) <= large.Gather(1));
            Assert.True(small.Groups(1) <= large.Groups(1));
            Assert.True(small.Lines(1) <= large.Lines(1));
            Assert.Equal(small.Scan(1), large.Scan(1));
            Assert.InRange(small.Gather(1), s_prices.WalkNear, s_prices.WalkFar);
        });

    /// <summary>Half of the doublings between near and far are half of the way between the prices.</summary>
    [Fact]
    public void Constructor_BetweenNearAndFar_GoesByTheLogarithm()
    {
        CostModel costs = new((long)Math.Sqrt((double)Near * Far), s_prices);
        Assert.Equal(20, costs.Gather(1), 5);
        Assert.Equal(4, costs.Lines(1), 5);
    }

    [Fact]
    public void Walk_NothingScored_StillCostsTheDescent()
    {
        CostModel costs = new(0, s_prices);
        Assert.True(costs.Walk(0) > 0);
        Assert.Equal(costs.Walk(0) + costs.Gather(1_000), costs.Walk(1_000), 6);
    }

    [Fact]
    public void Cells_AnyCounts_IsTheSumOfItsParts() =>
        Gen.Select(Gen.Double[0, 1e5], Gen.Double[0, 1e4], Gen.Int[1, 32], Gen.Double[0, 1e5]).Sample((compared, cells, lines, scored) =>
        {
            CostModel costs = new(0, s_prices);
            double sum = s_prices.Probe + (costs.Groups(compared) / 2) + costs.Lines(cells * lines) + costs.Gather(scored);
            Assert.Equal(sum, costs.Cells(compared, cells, lines, scored), 1e-9 * sum);
        });
}
