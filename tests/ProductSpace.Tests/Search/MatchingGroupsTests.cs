using ProductSpace.Cells;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

public sealed class MatchingGroupsTests
{
    [Fact]
    public void Compare_AnyFilter_ListsTheGroupsWithMatchesAndTheirDotProducts()
    {
        BuiltShop built = BuiltShop.Of(ShopRecipe.Large);
        ProductIndex index = built.Index;
        SpaceView space = index.ViewOf(Space.Similar);
        CellView view = space.Cells!;
        ProductFilter[] filters =
        [
            index.CreateFilter(f => f.InCategory("dept1")),
            index.CreateFilter(f => f.NotInCategory("dept2").InStock()),
            index.CreateFilter(f => f.Ordinals([3, 4_000, index.Count - 1])),
            index.CreateFilter(f => f.Ordinals([])),
            index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, index.Count)])),
        ];
        MatchingGroups groups = new();
        int[] dot = new int[1];
        for (int round = 0; round < filters.Length; round++)
        {
            CellSet set = filters[round].In(Space.Similar).Cells!;
            SearchContext context = PreparedSearch.Of(space, built.Products.Vector(round * 11), 10);
            groups.Compare(view, set, context.Query, context.Budget);
            int[] expected = [.. Enumerable.Range(0, view.Groups).Where(group => set.MatchesOf(group) > 0)];
            Assert.Equal(expected, groups.Groups.ToArray());
            Assert.Equal(expected.Length, groups.Count);
            for (int i = 0; i < expected.Length; i++)
            {
                view.GroupCentroids.DotRange(expected[i], context.Query.Codes, dot);
                Assert.Equal(dot[0], groups.Dots[i]);
                Assert.Equal(set.MatchesOf(expected[i]), groups.Matches[i]);
            }

            Assert.Equal(filters[round].Count, groups.Matches.ToArray().Sum());
        }
    }
}
