namespace ProductSpace.Tests;

public class GroupLimitTests
{
    [Fact]
    public void ByFacet_NameAndMax_AreKept()
    {
        GroupLimit limit = GroupLimit.ByFacet("brand", 2);
        Assert.Equal(("brand", 0, 2), (limit.Facet, limit.CategoryLevel, limit.Max));
    }

    [Fact]
    public void ByCategory_LevelAndMax_AreKept()
    {
        GroupLimit limit = GroupLimit.ByCategory(level: 3, max: 1);
        Assert.Equal((null, 3, 1), (limit.Facet, limit.CategoryLevel, limit.Max));
    }

    [Fact]
    public void Factories_ValuesOutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentNullException>("facet", () => GroupLimit.ByFacet(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>("max", () => GroupLimit.ByFacet("brand", 0));
        Assert.Throws<ArgumentOutOfRangeException>("max", () => GroupLimit.ByCategory(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => GroupLimit.ByCategory(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("level", () => GroupLimit.ByCategory(17, 1));
        Assert.Equal(16, GroupLimit.ByCategory(16, 1).CategoryLevel);
    }
}
