using ProductSpace.Snapshot;
using ProductSpace.Tests.Search;

namespace ProductSpace.Tests.Snapshot;

/// <summary>To which group of an answer each product belongs, as the catalogue says it; made once, by whichever thread asks first.</summary>
public sealed class GroupTablesTests
{
    [Fact]
    public void Of_EveryFacetAndLevel_AsTheCatalogueSays()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(1500, 8) { WithFacets = true });
        (TestShop shop, ProductIndex index) = (built.Products, built.Index);
        DiversityModel model = new(index, shop, Space.Similar);
        for (int facet = 0; facet < TestShop.FacetNames.Length; facet++)
        {
            Check(index.Snapshot.Groups.OfFacet(facet), model, index.Count, new Diversity { Facet = TestShop.FacetNames[facet], Max = 1 });
        }

        foreach (int level in new[] { 1, 2, 3, 9 })
        {
            Check(index.Snapshot.Groups.OfLevel(level), model, index.Count, new Diversity { CategoryLevel = level, Max = 1 });
        }
    }

    [Fact]
    public void Of_ManyThreads_OneObject()
    {
        using ProductIndex index = BuiltShop.Of(new ShopRecipe(1500, 8) { WithFacets = true }).Open();
        GroupColumn[] made = new GroupColumn[16];
        Parallel.For(0, made.Length, i => made[i] = i % 2 == 0 ? index.Snapshot.Groups.OfFacet(0) : index.Snapshot.Groups.OfLevel(1));
        Assert.All(made, column => Assert.True(ReferenceEquals(column, made[0]) || ReferenceEquals(column, made[1])));
        Assert.NotSame(made[0], made[1]);
    }

    private static void Check(GroupColumn column, DiversityModel model, int count, Diversity diversity)
    {
        Dictionary<int, string> names = [];
        Dictionary<string, int> numbers = [];
        int alone = 0;
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            string? expected = model.GroupOf(ordinal, diversity);
            int group = column.GroupOf(ordinal);
            Assert.Equal(expected is null, group < 0);
            if (expected is null)
            {
                alone++;
                continue;
            }

            Assert.InRange(group, 0, column.Count - 1);
            Assert.Equal(expected, names.TryAdd(group, expected) ? expected : names[group]);
            Assert.Equal(group, numbers.TryAdd(expected, group) ? group : numbers[expected]);
        }

        Assert.Equal(names.Count + alone, column.Possible(1));
        Assert.Equal(count, column.Possible(int.MaxValue));
    }
}
