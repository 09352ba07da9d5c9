namespace ProductSpace.Tests;

public class SearchOptionsTests
{
    [Fact]
    public void Default_EveryOption_IsTheDocumentedOne()
    {
        SearchOptions options = default;
        Assert.Equal(new SearchOptions(), options);
        Assert.Equal((0.95f, 0.5f, 1f), (options.TargetRecall, options.Decay, options.DiversityLambda));
        Assert.True(options.SeedFromViewed);
        Assert.False(options.IncludeViewed);
        Assert.Equal(default, options.GroupLimit);
    }

    [Fact]
    public void Equals_DefaultValuesSetByHand_AreEqual() =>
        Assert.Equal(
            default,
            new SearchOptions { TargetRecall = 0.95f, Decay = 0.5f, DiversityLambda = 1, SeedFromViewed = true, GroupLimit = default });

    [Fact]
    public void With_OneOption_LeavesTheOthers()
    {
        SearchOptions options = new() { TargetRecall = 0.9f, SeedFromViewed = false, GroupLimit = GroupLimit.ByFacet("brand", 2) };
        SearchOptions other = options with { Decay = 0.7f };
        Assert.Equal((0.9f, 0.7f, false, GroupLimit.ByFacet("brand", 2)), (other.TargetRecall, other.Decay, other.SeedFromViewed, other.GroupLimit));
        Assert.Equal(0.5f, options.Decay);
    }
}
