using ProductSpace.Planning;
using ProductSpace.Search;

namespace ProductSpace.Tests.Search;

/// <summary>Expected hits that fall by a known power of the cells looked at: when a walk takes over follows by hand.</summary>
public sealed class HandoverWatchTests
{
    private static readonly HandoverRule s_rule = new(EfSearch: 100, WorthCells: 500) { MinCells = 100, MinLeft = 10 };

    [Fact]
    public void Look_NoWalkOffered_NeverHandsOver()
    {
        HandoverWatch watch = default;
        watch.Begin(default);
        Assert.False(watch.IsWatching(1_000_000));
        Assert.False(watch.IsDue);
    }

    [Fact]
    public void IsWatching_HalfOfTheLeastCells_BeginsToLook()
    {
        HandoverWatch watch = default;
        watch.Begin(s_rule);
        Assert.False(watch.IsWatching(49));
        Assert.True(watch.IsWatching(50));
    }

    /// <summary>Halved by a doubling of the cells, hits of 4 for 1 allowed need four times as many cells: three times as many are left.</summary>
    [Theory]
    [InlineData(4, 2, 1_000, true)]
    [InlineData(4, 3, 1_000, false)]
    [InlineData(4, 2, 501, true)]
    [InlineData(4, 2, 500, false)]
    [InlineData(1, 0, 1_000, false)]
    [InlineData(20, 18, 1_000, true)]
    [InlineData(20, 19, 1_000, false)]
    public void Look_HitsThatFallByAKnownPower_HandsOverWhereMoreIsLeftThanTheRuleSays(double expected, int minLeft, int rest, bool due)
    {
        HandoverWatch watch = default;
        watch.Begin(s_rule with { MinLeft = minLeft });
        watch.Look(2 * expected, allowed: 1, scanned: 100, rest);
        Assert.False(watch.IsDue);
        watch.Look(expected, allowed: 1, scanned: 200, rest);
        Assert.Equal(due, watch.IsDue);
    }

    [Fact]
    public void Look_HitsThatDoNotFall_HandsOver()
    {
        HandoverWatch watch = default;
        watch.Begin(s_rule);
        watch.Look(5, 1, 100, 1_000);
        watch.Look(5, 1, 200, 1_000);
        Assert.True(watch.IsDue);
    }

    [Fact]
    public void Look_TooFewCells_WaitsForMore()
    {
        HandoverWatch watch = default;
        watch.Begin(s_rule);
        watch.Look(5, 1, 50, 1_000);
        watch.Look(5, 1, 99, 1_000);
        Assert.False(watch.IsDue);
        watch.Look(5, 1, 100, 1_000);
        Assert.True(watch.IsDue);
        watch.Begin(s_rule);
        Assert.False(watch.IsDue);
    }
}
