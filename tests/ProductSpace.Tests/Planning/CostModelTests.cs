using CsCheck;
using ProductSpace.Planning;

namespace ProductSpace.Tests.Planning;

/// <summary>The prices of a machine, by the size of the codes: near, far, and between.</summary>
public sealed class CostModelTests
{
    private const int Row = 128;
    private const long Near = (48L << 20) / Row;
    private const long Far = (128L << 20) / Row;

    private static readonly MachinePrices s_prices = new()
    {
        WalkNear = 10, WalkFar = 30, CentroidNear = 2, CentroidFar = 6, LineNear = 3, LineFar = 5, Scan = 4, Probe = 1_000,
        RowLineNear = 1, RowLineFar = 3, ScanLine = 2,
    };

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(Near)]
    public void Gather_CodesThatFitTheCache_CostsTheNearPrice(long count) => Assert.Equal(10, new CostModel(count, Row, s_prices).Gather(1), 9);

    [Theory]
    [InlineData(Far)]
    [InlineData(1L << 33)]
    public void Gather_CodesFarBeyondTheCache_CostsTheFarPrice(long count) => Assert.Equal(30, new CostModel(count, Row, s_prices).Gather(1), 9);

    [Fact]
    public void Constructor_LargerCodes_AreNeverCheaper() =>
        Gen.Select(Gen.Long[0, 2 * Far], Gen.Long[0, 2 * Far]).Sample((a, b) =>
        {
            CostModel small = new(Math.Min(a, b), Row, s_prices);
            CostModel large = new(Math.Max(a, b), Row, s_prices);
            Assert.True(small.Gather(1) <= large.Gather(1));
            Assert.True(small.Groups(1) <= large.Groups(1));
            Assert.True(small.Lines(1) <= large.Lines(1));
            Assert.Equal(small.Scan(1), large.Scan(1));
            Assert.InRange(small.Gather(1), s_prices.WalkNear, s_prices.WalkFar);
        });

    [Theory]
    [InlineData(64, 9, 2)]
    [InlineData(128, 10, 4)]
    [InlineData(384, 14, 12)]
    [InlineData(1_536, 32, 48)]
    [InlineData(4_096, 72, 128)]
    public void Gather_RowsOfAnyLength_CostsByTheirLines(int row, double gathered, double scanned)
    {
        CostModel costs = new(1_000, row, s_prices);
        Assert.Equal(gathered, costs.Gather(1), 9);
        Assert.Equal(scanned, costs.Scan(1), 9);
    }

    [Fact]
    public void Gather_ShortRowsWhereLinesCostMuch_CostsHalfAtLeast() =>
        Assert.Equal(5, new CostModel(1_000, 64, s_prices with { RowLineNear = 8 }).Gather(1), 9);

    /// <summary>Long rows leave the cache at fewer products.</summary>
    [Fact]
    public void Gather_LongRowsBeyondTheCache_CostsTheFarPriceOfEachLine() =>
        Assert.Equal(30 + (22 * 3), new CostModel(Far * Row / 1_536, 1_536, s_prices).Gather(1), 3);

    /// <summary>Walks over short codes cost what short rows cost; what is measured by whole rows does not.</summary>
    [Fact]
    public void Walk_ShortCodes_CostsByTheirLines()
    {
        CostModel costs = new(1_000, 1_536, Row, s_prices);
        Assert.Equal(new CostModel(1_000, Row, s_prices).Walk(500), costs.Walk(500), 9);
        Assert.Equal(new CostModel(1_000, 1_536, s_prices).Gather(500), costs.Gather(500), 9);
    }

    /// <summary>Half of the doublings between near and far are half of the way between the prices.</summary>
    [Fact]
    public void Constructor_BetweenNearAndFar_GoesByTheLogarithm()
    {
        CostModel costs = new((long)Math.Sqrt((double)Near * Far), Row, s_prices);
        Assert.Equal(20, costs.Gather(1), 5);
        Assert.Equal(4, costs.Lines(1), 5);
    }

    [Fact]
    public void Walk_NothingScored_StillCostsTheDescent()
    {
        CostModel costs = new(0, Row, s_prices);
        Assert.True(costs.Walk(0) > 0);
        Assert.Equal(costs.Walk(0) + costs.Gather(1_000), costs.Walk(1_000), 6);
    }

    [Fact]
    public void Cells_AnyCounts_IsTheSumOfItsParts() =>
        Gen.Select(Gen.Double[0, 1e5], Gen.Double[0, 1e4], Gen.Int[1, 32], Gen.Double[0, 1e5]).Sample((compared, cells, lines, scored) =>
        {
            CostModel costs = new(0, Row, s_prices);
            double sum = s_prices.Probe + (costs.Groups(compared) / 2) + costs.Lines(cells * lines) + costs.Gather(scored);
            Assert.Equal(sum, costs.Cells(compared, cells, lines, scored), 1e-9 * sum);
        });
}
