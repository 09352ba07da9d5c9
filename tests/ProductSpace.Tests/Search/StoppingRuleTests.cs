using ProductSpace.Cells;
using ProductSpace.Search;

namespace ProductSpace.Tests.Search;

public class StoppingRuleTests
{
    [Fact]
    public void CountFresh_FirstLooks_SayThatAllAreFresh()
    {
        StoppingRule rule = new();
        rule.Begin(3, 0);
        Assert.Equal(3, rule.CountFresh(Keys(9, 8, 7), looksBefore: 2));
        Assert.Equal(7, rule.Kth);
        Assert.Equal(3, rule.CountFresh(Keys(9, 8, 7), looksBefore: 2));
        Assert.Equal(0, rule.CountFresh(Keys(9, 8, 7), looksBefore: 2));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public void CountFresh_OneBetterHitALook_CountsThoseSince(int looksBefore, int expected)
    {
        StoppingRule rule = new();
        rule.Begin(4, 0);
        int fresh = 0;
        for (int look = 0; look < 7; look++)
        {
            fresh = rule.CountFresh(Keys(look + 3, look + 2, look + 1, look), looksBefore);
            Assert.Equal(look, rule.Kth);
        }

        Assert.Equal(expected, fresh);
    }

    [Fact]
    public void Begin_AfterMoreResults_ForgetsThem()
    {
        StoppingRule rule = new();
        rule.Begin(5, 0);
        rule.CountFresh(Keys(5, 4, 3, 2, 1), looksBefore: 1);
        rule.Begin(2, 0);
        Assert.Equal(2, rule.CountFresh(Keys(5, 4), looksBefore: 1));
        Assert.Equal(1, rule.CountFresh(Keys(6, 5), looksBefore: 1));
    }

    /// <summary>Four fresh hits for each miss that is allowed; the estimate is held against the misses themselves.</summary>
    [Fact]
    public void IsStable_FreshHits_AreHeldAgainstTheAllowedMisses()
    {
        StoppingRule rule = new();
        rule.Begin(5, 0.5);
        Assert.False(rule.IsStable(Keys(5, 4, 3, 2, 1), looksBefore: 1));
        Assert.True(rule.IsStable(Keys(7, 6, 5, 4, 3), looksBefore: 1));
        Assert.False(rule.IsStable(Keys(10, 9, 8, 7, 6), looksBefore: 1));
        Assert.True(rule.MayMiss(0.5));
        Assert.False(rule.MayMiss(0.51));
    }

    /// <summary>What lies below the floor counts neither as fresh nor as missed.</summary>
    [Fact]
    public void IsStable_FewReachTheFloor_CountsThese()
    {
        StoppingRule rule = new();
        rule.Begin(4, 0.8, floor: 10);
        Assert.False(rule.IsStable(Keys(12, 9, 8, 7), looksBefore: 1));
        Assert.True(rule.IsStable(Keys(12, 9, 9, 9), looksBefore: 1));
        Assert.Equal((10, 10, 0.2), (rule.Kth, rule.Mean, rule.AllowedMisses));
        Assert.False(rule.IsStable(Keys(15, 14, 12, 9), looksBefore: 1) && rule.MayMiss(0.61));
        Assert.Equal(0.6, rule.AllowedMisses, 12);
        Assert.Equal(4, rule.CountFresh(Keys(25, 24, 22, 21), looksBefore: 1));
        Assert.Equal((21, 23, 0.8), (rule.Kth, rule.Mean, rule.AllowedMisses));
    }

    private static ulong[] Keys(params int[] dots) => [.. dots.Select((dot, i) => DotKey.Of(dot, (uint)i))];
}
