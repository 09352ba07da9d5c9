using CsCheck;
using ProductSpace.Cells;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Filtering;

/// <summary>
/// Random shops, random filter trees, and the plainest possible test of every product of the catalogue: the compiled
/// filter must match exactly these, in each space and seen by cells, and searches must return them and no others.
/// A campaign, see <see cref="Campaign"/>.
/// </summary>
public class FilterPropertyTests
{
    private const int TreesOfShop = 50;

    private static readonly Gen<(ulong Seed, int Products, FilterTree[][] Trees)> s_cases =
        Gen.Select(Gen.ULong, Gen.OneOf(Gen.Int[0, 70], Gen.Int[64, 400]), FilterTree.Chain(3).Array[TreesOfShop]);

    private static int Shops => Campaign.Size(20);

    [Fact]
    public void CreateFilter_RandomTrees_MatchesWhatTheCatalogueSays() =>
        s_cases.Sample(
            (seed, products, trees) =>
            {
                using FilterShop shop = new(seed, products);
                (ProductFilter Filter, FilterTree[] Tree)? before = null;
                foreach (FilterTree[] tree in trees)
                {
                    ProductFilter filter = shop.Index.CreateFilter(f => FilterTree.Apply(tree, f, shop), allowUnknown: true);
                    Assert.True(Agrees(filter, shop, row => FilterTree.Matches(tree, row, shop)));
                    Assert.Same(filter, shop.Index.CreateFilter(f => FilterTree.Apply(FilterTree.InOtherWords(tree), f, shop), allowUnknown: true));

                    // As a part of another filter it means the same.
                    Assert.Same(filter, shop.Index.CreateFilter(f => f.Matching(filter)));
                    if (before is (ProductFilter other, FilterTree[] otherTree))
                    {
                        ProductFilter both = shop.Index.CreateFilter(f => f.Matching(filter).Not(g => g.Matching(other)));
                        Assert.True(Agrees(both, shop, row => FilterTree.Matches(tree, row, shop) && !FilterTree.Matches(otherTree, row, shop)));
                    }

                    before = (filter, tree);
                    for (int space = 0; space < (shop.Index.HasNext ? 2 : 1); space++)
                    {
                        CheckSpace(filter, shop, (Space)space);
                    }
                }
            },
            iter: Shops);

    /// <summary>The harness with a model that overlooks further paths, unknown prices, or second values must see it.</summary>
    [Fact]
    public void Twin_ModelWithoutFurtherPaths_IsCaught()
    {
        using FilterShop shop = new(7, 300);
        string path = shop.Rows.SelectMany(row => row.Paths.Skip(1)).First(path => path.Length > 0);
        ProductFilter filter = shop.Index.CreateFilter(f => f.InCategory(path));
        Assert.True(Agrees(filter, shop, row => shop.IsUnder(row, path)));
        Assert.False(Agrees(filter, shop, row => row.Paths[0] == path || row.Paths[0].StartsWith(path + "/", StringComparison.Ordinal)));
        ProductFilter price = shop.Index.CreateFilter(f => f.Not(g => g.PriceBetween(0, 500)));
        Assert.True(Agrees(price, shop, row => !(row.Price is >= 0 and <= 500)));
        Assert.False(Agrees(price, shop, row => row.Price is < 0 or > 500));
        using FilterShop numbers = new(2, 300);
        string size = numbers.NumberName(0);
        ProductFilter range = numbers.Index.CreateFilter(f => f.Between(size, 0, 1));
        Assert.True(Agrees(range, numbers, row => row.Numbers(size).Any(number => number is >= 0 and <= 1)));
        Assert.False(Agrees(range, numbers, row => row.Numbers(size).DefaultIfEmpty(-1).Min() is >= 0 and <= 1));
    }

    private static bool Agrees(ProductFilter filter, FilterShop shop, Func<FilterShop.Row, bool> matches)
    {
        int count = 0;
        foreach (FilterShop.Row row in shop.Rows)
        {
            bool expected = matches(row);
            count += expected ? 1 : 0;
            if (filter.Contains(shop.OrdinalOf(row.Product)) != expected)
            {
                return false;
            }
        }

        return filter.Count == count && !filter.Contains(-1) && !filter.Contains(shop.Rows.Length);
    }

    private static void CheckSpace(ProductFilter filter, FilterShop shop, Space space)
    {
        SpaceView view = shop.Index.ViewOf(space);
        SpaceFilter compiled = filter.In(space);
        Assert.Equal(filter.Count, compiled.Rows.Count);
        for (int slot = 0; slot < view.Count; slot++)
        {
            Assert.Equal(filter.Contains(view.ToOrdinal(slot)), compiled.Rows.Contains(slot));
        }

        CheckCells(view.Cells!, compiled);
        Neighbor[] hits = new Neighbor[5];
        foreach (bool exact in new[] { false, true })
        {
            SearchOptions options = new() { Filter = filter, Space = space };
            SearchResult result = exact ? shop.Index.SearchExact([1, 1], hits, options) : shop.Index.Search([1, 1], hits, options);
            Assert.Equal(Math.Min(hits.Length, filter.Count), result.Count);
            Assert.All(hits.Take(result.Count), hit => Assert.True(filter.Contains(hit.Ordinal)));
        }
    }

    private static void CheckCells(CellView cells, SpaceFilter compiled)
    {
        CellSet set = compiled.Cells!;
        int next = set.NextPassing(0);
        int passing = 0;
        int whole = 0;
        int matches = 0;
        for (int cell = 0; cell < cells.Count; cell++)
        {
            Cell range = cells.Cells[cell];
            uint mask = 0;
            for (int place = 0; place < range.Count; place++)
            {
                mask |= (compiled.Rows.Contains(range.First + place) ? 1u : 0) << place;
            }

            Assert.Equal(mask, set.MaskOf(cell));
            Assert.Equal(mask != 0, set.Passes(cell));
            Assert.Equal(mask != 0, (set.PassingOf(cell, 1) & 1) != 0);
            Assert.Equal(mask == cells.PlacesOf(cell), set.IsWhole(cell));
            passing += mask != 0 ? 1 : 0;
            whole += mask == cells.PlacesOf(cell) ? 1 : 0;
            matches += System.Numerics.BitOperations.PopCount(mask);
            if (mask != 0)
            {
                Assert.Equal(cell, next);
                next = set.NextPassing(cell + 1);
            }
        }

        Assert.Equal(-1, next);
        Assert.Equal((passing, whole, compiled.Rows.Count), (set.Passing, set.Whole, matches));
    }
}
