using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;

namespace ProductSpace.Tests.Planning;

/// <summary>How far a pool is ordered by whole codes, by what a search may miss.</summary>
public sealed class OrderDepthTests : IDisposable
{
    private readonly AlignedBuffer<byte> _axes = new(32 * 128);

    public void Dispose() => _axes.Dispose();

    [Theory]
    [InlineData(65_535, 0)]
    [InlineData(6_220, 0)]
    [InlineData(6_219, 1)]
    [InlineData(2_624, 1)]
    [InlineData(1_106, 2)]
    [InlineData(466, 3)]
    [InlineData(465, 4)]
    [InlineData(0, 4)]
    public void StepOf_Allowed_DeeperWhereLessMayBeMissing(int allowed, int step) => Assert.Equal(step, OrderDepth.StepOf(allowed));

    [Theory]
    [InlineData(10, 0, 12)]
    [InlineData(10, 1, 16)]
    [InlineData(10, 4, 60)]
    [InlineData(50, 0, 60)]
    [InlineData(100, 0, 120)]
    [InlineData(100, 4, 300)]
    public void Of_StepAndK_PartOfTheDepthButMoreThanTheResults(int k, int step, int nodes)
    {
        OrderDepth depth = OrderDepth.Of(Make(lost: 0.5), k, step, length: 1);
        Assert.Equal(nodes, depth.Nodes);
        Assert.Equal(nodes / 2, depth.Patience);
    }

    [Fact]
    public void Of_DeeperStep_NeverLess()
    {
        foreach (int k in new[] { 1, 10, 33, 100, 400 })
        {
            for (int step = 1; step < OrderDepth.Steps; step++)
            {
                OrderDepth before = OrderDepth.Of(Make(lost: 0.5), k, step - 1, length: 1);
                OrderDepth depth = OrderDepth.Of(Make(lost: 0.5), k, step, length: 1);
                Assert.True(depth.Nodes >= before.Nodes && depth.Margin >= before.Margin, $"k {k}, step {step}");
            }
        }
    }

    [Fact]
    public void Of_ShorterQueryOrRowsThatLoseLess_SmallerMargin()
    {
        double whole = OrderDepth.Of(Make(lost: 0.5), 10, 2, length: 1).Margin;
        Assert.Equal(whole / 4, OrderDepth.Of(Make(lost: 0.5), 10, 2, length: 0.25).Margin, 1e-12);
        Assert.Equal(whole / 5, OrderDepth.Of(Make(lost: 0.1), 10, 2, length: 1).Margin, 1e-12);
    }

    [Fact]
    public void For_WholeCodes_NothingToOrder() =>
        Assert.Equal(new OrderDepth(WorkModel.RerankDepth(10), 0), OrderDepth.For(null, 10, 5_000, length: 1));

    private Navigation Make(double lost) => new(new CodeRows(_axes.View, 32, 128), 0.01, 1, 60, 300, lost);
}
