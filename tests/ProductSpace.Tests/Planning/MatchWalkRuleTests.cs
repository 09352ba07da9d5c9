using ProductSpace.Graph;
using ProductSpace.Planning;

namespace ProductSpace.Tests.Planning;

/// <summary>What a walk over matches does by the share of the products around the query that match.</summary>
public sealed class MatchWalkRuleTests
{
    private static readonly WalkStop s_ten = new(new ushort[StopStates.Count], 0, 10, 100, 5, default, 1);
    private static readonly WalkStop s_thirty = s_ten with { K = 30, First = 7 };
    private static readonly MatchWalkRule s_rule = new(0.2, s_ten, s_thirty);

    [Fact]
    public void IsUnlike_AroundTheQuery_ComparesWithTheShare()
    {
        Assert.True(s_rule.IsUnlike(0));
        Assert.True(s_rule.IsUnlike(0.09));
        Assert.False(s_rule.IsUnlike(0.11));
        Assert.True(s_rule.IsUnlike(-1));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(0.6, 10)]
    [InlineData(0.59, 17)]
    [InlineData(0.5, 20)]
    [InlineData(0.4, 25)]
    [InlineData(0.2, 50)]
    [InlineData(0.1, 60)]
    [InlineData(0, 60)]
    public void ResultsFor_FewerMatchAround_AsksForMore(double around, int results)
    {
        Assert.Equal(results, MatchWalkRule.ResultsFor(10, around));
        Assert.Equal(results, s_rule.StopFor(around).K);
        Assert.Equal(results < 18 ? s_ten.First : s_thirty.First, s_rule.StopFor(around).First);
    }

    [Fact]
    public void StopFor_OnlyOneKMeasured_KeepsItsTable() =>
        Assert.Equal(s_ten with { K = 50 }, new MatchWalkRule(0.2, s_ten, default).StopFor(0.2));

    [Fact]
    public void CellsFor_FewerMatchAround_StartsFromMore()
    {
        Assert.True(MatchWalkRule.CellsFor(1) < MatchWalkRule.CellsFor(0.3));
        Assert.True(s_rule.IsOffered);
        Assert.False(default(MatchWalkRule).IsOffered);
    }
}
