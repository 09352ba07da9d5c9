using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

public sealed class DiversityPlanTests
{
    private static readonly GroupColumn s_groups = new([0, 1], count: 2, products: 2, columns: null);

    [Fact]
    public void CandidatesFor_NoDiversity_IsWhatWasAskedFor()
    {
        Assert.False(default(DiversityPlan).IsOn);
        Assert.Equal(12, default(DiversityPlan).CandidatesFor(12, matches: 5));
    }

    [Theory]
    [InlineData(1, 1_000, 40)]
    [InlineData(10, 1_000, 40)]
    [InlineData(11, 1_000, 44)]
    [InlineData(11, 30, 30)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    public void CandidatesFor_LambdaOrGroups_IsFourTimesAsManyWithinTheMatches(int k, int matches, int candidates)
    {
        foreach (DiversityPlan plan in new DiversityPlan[] { new(0.3, null, 0), new(0, s_groups, 2) })
        {
            Assert.True(plan.IsOn);
            Assert.Equal(candidates, plan.CandidatesFor(k, matches));
        }
    }
}
