using ProductSpace.Cells;
using ProductSpace.Numerics;
using ProductSpace.Memory;
using ProductSpace.Search;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Search;

/// <summary>The choice among cells that hold matches, against plain sorts, and the look around the query.</summary>
public sealed class MatchingCellChoiceTests
{
    private const int Dimension = 32;

    private static readonly ProductIndex s_index = BuiltShop.Of(ShopRecipe.Large).Index;
    private static readonly SpaceView s_space = s_index.ViewOf(Space.Similar);

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(512)]
    public void ChooseAmong_AnyFilter_EqualsSortsOfTheCellsWithMatches(int wanted)
    {
        CellView view = s_space.Cells!;
        CellChoice choice = new();
        SearchBudget budget = new();
        budget.Begin(default);
        foreach (ProductFilter filter in Filters())
        {
            CellSet set = filter.In(Space.Similar).Cells!;
            for (int seed = 0; seed < 8; seed++)
            {
                sbyte[] query = Query(seed);
                int cells = Math.Min(wanted, set.Passing);
                double around = choice.LookAround(view, query, set, budget);
                ulong[] chosen = [.. choice.ChooseAmong(view, query, cells, set, budget)];
                IEnumerable<ulong> groups = Keys(view.GroupCentroids, query, 0, view.Groups).Order();
                ulong[] passing = [.. groups.Where(key => set.MatchesOf((int)(uint)key) > 0).Take(CellChoice.GroupsFor(view, cells))];
                ulong[] expected = [.. passing.SelectMany(key => CellsOf(view, query, key)).Where(key => set.Passes((int)(uint)key)).Order().Take(cells)];
                Assert.Equal(expected, chosen.Order());
                int[] near = [.. groups.Take(16).SelectMany(key => CellsOf(view, query, key)).Select(key => (int)(uint)key)];
                Assert.Equal((double)near.Sum(set.MatchesIn) / near.Sum(cell => view.Cells[cell].Count), around, 9);
            }
        }
    }

    [Fact]
    public void LookAround_EveryProductMatches_IsOne()
    {
        SearchBudget budget = new();
        budget.Begin(default);
        CellSet all = s_index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, s_index.Count)])).In(Space.Similar).Cells!;
        Assert.Equal(1, new CellChoice().LookAround(s_space.Cells!, Query(1), all, budget));
    }

    private static IEnumerable<ProductFilter> Filters() =>
    [
        s_index.CreateFilter(f => f.InCategory("dept1")),
        s_index.CreateFilter(f => f.InCategory("dept0/group0").PriceBetween(5000, 100_000)),
        s_index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, s_index.Count).Where(i => SeededRandom.Hash((ulong)i, 9) % 50 == 0)])),
        s_index.CreateFilter(f => f.Ordinals([17])),
    ];

    private static sbyte[] Query(int seed)
    {
        sbyte[] query = new sbyte[s_space.Cells!.Centroids.Stride];
        for (int i = 0; i < Dimension; i++)
        {
            query[i] = (sbyte)((int)(SeededRandom.Hash((ulong)((seed * 100) + i), 1) % 127) - 63);
        }

        return query;
    }

    private static IEnumerable<ulong> CellsOf(CellView view, sbyte[] query, ulong group)
    {
        (int first, int count) = view.CellsOf((int)(uint)group);
        return Keys(view.Centroids, query, first, count);
    }

    private static IEnumerable<ulong> Keys(CodeRows rows, sbyte[] query, int first, int count)
    {
        int[] dots = new int[count];
        rows.DotRange(first, query, dots);
        return dots.Select((dot, place) => DotKey.Of(dot, (uint)(first + place)));
    }
}
