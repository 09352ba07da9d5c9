using CsCheck;
using ProductSpace.Cells;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>What is kept of blocks and of single products, against all of their keys sorted.</summary>
public sealed class BlockCollectorTests
{
    private readonly TestShop _shop;
    private readonly SpaceView _space;

    public BlockCollectorTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(5_000) { Seed = 8 });
        (_shop, _space) = (built.Products, built.Index.ViewOf(Space.Similar));
    }

    private CellView View => _space.Cells!;

    [Fact]
    public void AddBlock_TrimmedOnTheWay_KeepsTheNearestOfAllBlocks() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 400], Gen.UInt).Sample(
            (seed, most, places) =>
            {
                SeededRandom random = new(seed);
                SearchContext context = PreparedSearch.Of(_space, _shop.Vector(random.NextInt(_shop.Count)), 10);
                BlockCollector collector = new();
                collector.Begin(View, context.Query, _space.Model.Dimension, most);
                ulong[] all = Keys(context.Query, places);
                int start = random.NextInt(View.Count);
                for (int i = 0; i < View.Count; i++)
                {
                    int cell = (start + i) % View.Count;
                    collector.AddBlock(View, cell, CentreOf(cell, context.Query), places & View.PlacesOf(cell));
                    if (collector.IsOverfull)
                    {
                        collector.Trim(most);
                    }
                }

                collector.Trim(most);
                Assert.Equal(all.Order().Take(most), collector.Collected.ToArray().Order());
            },
            iter: 60);

    [Fact]
    public void Nearest_MoreCameSince_IsThatOfAllSoFar()
    {
        SeededRandom random = new(4);
        SearchContext context = PreparedSearch.Of(_space, _shop.Vector(5), 10);
        BlockCollector collector = new();
        foreach (int k in new[] { 1, 7, 20 })
        {
            List<ulong> all = [];
            collector.Begin(View, context.Query, _space.Model.Dimension, most: 500);
            for (int step = 0; step < 30; step++)
            {
                AddSome(all);
                if (all.Count >= k)
                {
                    Assert.Equal(all.Order().Take(k), collector.Nearest(k).ToArray().Order());
                }

                Assert.Equal(all.Count, collector.Count);
            }
        }

        void AddSome(List<ulong> all)
        {
            int count = 1 + random.NextInt(25);
            int[] dots = new int[count];
            uint[] places = new uint[count];
            for (int i = 0; i < count; i++)
            {
                dots[i] = random.NextInt(1_000) - 500;
                places[i] = (uint)all.Count;
                all.Add(DotKey.Of(dots[i], places[i]));
            }

            collector.Add(dots, places);
        }
    }

    /// <summary>After a trim, a product behind all that are kept is not taken, and one that equals the last is.</summary>
    [Fact]
    public void Add_AfterATrim_TakesWhatCanBeAmongTheNearest()
    {
        SearchContext context = PreparedSearch.Of(_space, _shop.Vector(5), 10);
        BlockCollector collector = new();
        collector.Begin(View, context.Query, _space.Model.Dimension, most: 3);
        collector.Add([9, 7, 5, 3, 1], [0, 1, 2, 3, 4]);
        collector.Trim(3);
        collector.Add([4, 5, 6], [5, 6, 7]);
        Assert.Equal(new[] { DotKey.Of(9, 0), DotKey.Of(7, 1), DotKey.Of(6, 7), DotKey.Of(5, 2), DotKey.Of(5, 6) }, collector.Collected.ToArray().Order());
    }

    [Fact]
    public void ResidualAt_ProductOfTheLastBlock_IsWhatItAddsToItsCentroid()
    {
        SearchContext context = PreparedSearch.Of(_space, _shop.Vector(9), 10);
        BlockCollector collector = new();
        collector.Begin(View, context.Query, _space.Model.Dimension, most: 100);
        int centre = CentreOf(3, context.Query);
        collector.AddBlock(View, 3, centre, View.PlacesOf(3));
        Assert.Equal(View.Cells[3].Count, collector.Count);
        foreach (ulong key in collector.Collected)
        {
            Assert.Equal(DotKey.Dot(key), centre + collector.ResidualAt((int)((uint)key % Cell.Size)));
        }
    }

    private int CentreOf(int cell, PreparedQuery query)
    {
        int[] dot = new int[1];
        View.Centroids.DotRange(cell, query.Codes, dot);
        return dot[0];
    }

    private ulong[] Keys(PreparedQuery query, uint places)
    {
        CellQuery cells = new();
        cells.Prepare(query.Codes, View.Codebook, _space.Model.Dimension);
        List<ulong> keys = [];
        ushort[] sums = new ushort[Cell.Size];
        for (int cell = 0; cell < View.Count; cell++)
        {
            View.Blocks.Scan(cell, cells, -1, sums);
            for (int i = 0; i < View.Cells[cell].Count; i++)
            {
                if ((places & (1u << i)) != 0)
                {
                    keys.Add(DotKey.Of(CentreOf(cell, query) + cells.Offset + (cells.Scale * sums[i]), (uint)((cell * Cell.Size) + i)));
                }
            }
        }

        return [.. keys];
    }
}
