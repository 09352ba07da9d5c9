using CsCheck;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Search;
using ProductSpace.Search.Cursor;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search.Cursor;

/// <summary>The scan in order gives the exact ranking, measures only as far as somebody asks, and goes on where a budget cut it.</summary>
public sealed class OrderedScanTests
{
    private readonly TestShop _shop;
    private readonly SpaceView _view;

    public OrderedScanTests()
    {
        BuiltShop built = BuiltShop.Of(new ShopRecipe(2_000) { Seed = 31 });
        (_shop, _view) = (built.Products, built.Index.ViewOf(Space.Similar));
    }

    [Fact]
    public void TrySettle_AnyFilter_GivesTheExactOrder() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 4], Gen.Int[1, 2_000]).Sample(
            (seed, kind, wanted) =>
            {
                SeededRandom random = new(seed);
                SearchContext context = PreparedSearch.Of(_view, _shop.Vector(random.NextInt(_shop.Count)), 1);
                RowSet? filter = kind == 0 ? null : Rows(row => kind < 3 ? SeededRandom.Hash(seed, (ulong)row) % (ulong)(3 * kind) == 0 : row / 300 % 2 == 0);
                int[] expected = [.. PreparedSearch.Ranking(_view, context).Select(hit => hit.Ordinal).Where(ordinal => filter?.Contains(_view.ToSlot(ordinal)) != false)];
                OrderedScan scan = new();
                scan.Begin(_view, context.Query);
                Assert.Equal(expected.Length, scan.Collect(_view, context, filter));
                Assert.Equal(0, scan.Collect(_view, context, filter));
                Assert.Equal(expected.Take(wanted), Take(scan, context, wanted));
                Assert.InRange(scan.Measured, Math.Min(wanted, expected.Length), expected.Length);
            },
            iter: 60);

    [Fact]
    public void TrySettle_FewAreAsked_MeasuresFew()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(11), 1);
        OrderedScan scan = new();
        scan.Begin(_view, context.Query);
        scan.Collect(_view, context, filter: null);
        Assert.Equal(PreparedSearch.Ranking(_view, context).Take(20).Select(hit => hit.Ordinal), Take(scan, context, 20));
        Assert.InRange(scan.Measured, 20, _view.Count / 4);
    }

    /// <summary>However often a budget cuts it, no row is looked at twice and none is left out.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Collect_CutByABudget_GoesOnWhereItEnded(bool filtered)
    {
        RowSet? filter = filtered ? Rows(row => row % 3 == 0 || row / 100 % 4 == 1) : null;
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(11), 1);
        OrderedScan scan = new();
        scan.Begin(_view, context.Query);
        long looked = 0;
        int calls = 0;
        for (long more = 1; more > 0; calls++)
        {
            context.Budget.Begin(new SearchLimits(300, 0, default));
            more = scan.Collect(_view, context, filter);
            looked += more;
        }

        context.Budget.Begin(default);
        int[] expected = [.. PreparedSearch.Ranking(_view, context).Select(hit => hit.Ordinal).Where(ordinal => filter?.Contains(_view.ToSlot(ordinal)) != false)];
        Assert.InRange(calls, 3, 12);
        Assert.Equal(expected.Length, looked);
        Assert.Equal(expected, Take(scan, context, expected.Length));
    }

    [Fact]
    public void TrySettle_ProductsThatWereTaken_AreLeftOut()
    {
        SearchContext context = PreparedSearch.Of(_view, _shop.Vector(11), 1);
        int[] ranking = [.. PreparedSearch.Ranking(_view, context).Select(hit => hit.Ordinal)];
        OrderedScan scan = new();
        scan.Begin(_view, context.Query);
        scan.Collect(_view, context, filter: null);
        Assert.Equal(ranking.Skip(3).Take(10), Take(scan, context, 10, [.. ranking.Take(3)]));
    }

    private int[] Take(OrderedScan scan, SearchContext context, int wanted, int[]? taken = null)
    {
        ReadyHeap ready = new();
        VisitedSet seen = new();
        seen.Reset(_view.Count);
        Array.ForEach(taken ?? [], ordinal => seen.Add(ordinal));
        List<int> found = [];
        while (found.Count < wanted)
        {
            Assert.True(scan.TrySettle(_view, context, ready, seen));
            if (ready.Count == 0)
            {
                break;
            }

            found.Add(ready.Pop().Ordinal);
        }

        return [.. found];
    }

    private RowSet Rows(Func<int, bool> passes)
    {
        ulong[] words = new ulong[RowBits.WordsOf(_view.Count)];
        for (int row = 0; row < _view.Count; row++)
        {
            if (passes(row))
            {
                RowBits.Set(words, row);
            }
        }

        return new RowSet(words);
    }
}
