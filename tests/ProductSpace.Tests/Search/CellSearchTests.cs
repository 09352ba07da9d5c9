using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>What a probe gives, against a brute-force scan of the same 4-bit codes.</summary>
public sealed class CellSearchTests
{
    private readonly TestShop _shop;
    private readonly ProductIndex _index;

    public CellSearchTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(5_000) { Seed = 8 });
        (_shop, _index) = (built.Products, built.Index);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(700)]
    public void Find_AllCells_GivesTheNearestByFourBits(int most)
    {
        ProductIndex index = _index;
        SpaceView space = index.ViewOf(Space.Similar);
        CellView view = space.Cells!;
        SearchContext scratch = new();
        for (int query = 0; query < 20; query++)
        {
            SessionVector.FromVector(space.Model, _shop.Vector(query * 211), scratch);
            int[] found = [.. scratch.Cells.Find(view, scratch.Query, 24, view.Count, most)];
            Assert.Equal(view.Count, scratch.Cells.Scanned);
            Assert.Equal(Math.Min(most, index.Count), found.Length);
            Assert.Equal(found.Length, found.Distinct().Count());
            int[] byFourBits = ByFourBits(view, scratch.Query.Codes, index.Count);
            int worst = found.Min(row => byFourBits[row]);
            Assert.Equal(byFourBits.OrderDescending().ElementAt(found.Length - 1), worst);
        }
    }

    /// <summary>Few cells: all rows found lie in them, and a row near to the query is nearly always among them.</summary>
    [Fact]
    public void Find_FewCells_HoldsTheQuerysOwnProduct()
    {
        ProductIndex index = _index;
        SpaceView space = index.ViewOf(Space.Similar);
        CellView view = space.Cells!;
        SearchContext scratch = new();
        int own = 0;
        for (int product = 0; product < 1_000; product++)
        {
            SessionVector.FromVector(space.Model, _shop.Vector(product), scratch);
            int[] found = [.. scratch.Cells.Find(view, scratch.Query, 24, 12, 60)];
            Assert.Equal(12, scratch.Cells.Scanned);
            Assert.InRange(found.Select(row => Enumerable.Range(0, view.Count).First(cell => row < view.Cells[cell].First + view.Cells[cell].Count)).Distinct().Count(), 1, 12);
            Assert.True(index.TryGetOrdinal($"p-{product:D6}", out int ordinal));
            own += found.Contains(ordinal) ? 1 : 0;
        }

        Assert.InRange(own, 900, 1_000);
    }

    /// <summary>A forged table of cells or groups sends nobody outside of the file.</summary>
    [Fact]
    public void RowAt_ForgedCell_IsNoRow()
    {
        ProductIndex index = _index;
        CellView view = index.ViewOf(Space.Similar).Cells!;
        using AlignedBuffer<Cell> cells = new(3);
        using AlignedBuffer<int> starts = new(4);
        cells.View[0] = new Cell(-5, 32, 0);
        cells.View[1] = new Cell(10, -1, 0);
        cells.View[2] = new Cell(10, 3, 0);
        starts.View[0] = -1;
        starts.View[1] = 1;
        starts.View[2] = int.MaxValue;
        starts.View[3] = 0;
        CellView forged = new()
        {
            Dimension = view.Dimension, Cells = cells.View, Centroids = view.Centroids, GroupStarts = starts.View, GroupCentroids = view.GroupCentroids, Blocks = view.Blocks, Codebook = view.Codebook,
        };
        Assert.Equal(-1, forged.RowAt(0));
        Assert.Equal(-1, forged.RowAt(32));
        Assert.Equal(12, forged.RowAt(66));
        Assert.Equal(-1, forged.RowAt(67));
        for (int group = 0; group < 3; group++)
        {
            Assert.Equal((0, 0), forged.CellsOf(group));
        }
    }

    private static int[] ByFourBits(CellView view, sbyte[] codes, int count)
    {
        CellQuery query = new();
        query.Prepare(codes, view.Codebook, 24);
        int[] all = new int[count];
        ushort[] sums = new ushort[32];
        int[] dot = new int[1];
        for (int cell = 0; cell < view.Count; cell++)
        {
            view.Centroids.DotRange(cell, codes, dot);
            view.Blocks.Scan(cell, query, -1, sums);
            for (int i = 0; i < view.Cells[cell].Count; i++)
            {
                all[view.Cells[cell].First + i] = dot[0] + query.Offset + (query.Scale * sums[i]);
            }
        }

        return all;
    }
}
