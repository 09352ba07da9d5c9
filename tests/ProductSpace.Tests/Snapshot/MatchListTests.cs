using CsCheck;
using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Tests.Snapshot;

/// <summary>The list of scattered matches says what their bits say, as a whole and group by group.</summary>
public sealed class MatchListTests
{
    private readonly ProductIndex _index = BuiltShop.Of(ShopRecipe.Wide).Index;

    [Fact]
    public void Rows_AnySet_AreThoseOfTheBits() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 3_000]).Sample(
            (seed, matches) =>
            {
                RowSet rows = Scattered(seed, matches);
                MatchList list = MatchList.For(rows, _index.Count, cells: null)!;
                Assert.Equal(Enumerable.Range(0, _index.Count).Where(rows.Contains), list.Rows.ToArray());
            },
            iter: 50);

    [Fact]
    public void Of_Groups_AreTheMatchesOfTheirCells() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 3_000]).Sample(
            (seed, matches) =>
            {
                RowSet rows = Scattered(seed, matches);
                CellView cells = _index.ViewOf(Space.Similar).Cells!;
                CellSet set = new(cells, rows);
                MatchList list = MatchList.For(rows, _index.Count, cells)!;
                int all = 0;
                for (int group = 0; group < cells.Groups; group++)
                {
                    (int first, int count) = cells.CellsOf(group);
                    IEnumerable<int> expected = Enumerable.Range(first, count)
                        .SelectMany(cell => Enumerable.Range(cells.Cells[cell].First, cells.Cells[cell].Count))
                        .Where(rows.Contains);
                    Assert.Equal(expected, list.Of(group).ToArray());
                    Assert.Equal(set.MatchesOf(group), list.Of(group).Length);
                    all += list.Of(group).Length;
                }

                Assert.Equal(rows.Count, all);
            },
            iter: 50);

    [Fact]
    public void For_NeighboringOrManyRows_HasNone()
    {
        ulong[] words = new ulong[RowBits.WordsOf(_index.Count)];
        Assert.Null(MatchList.For(new RowSet(words), _index.Count, cells: null));
        RowBits.SetRange(words, 100, 2_000);
        Assert.Null(MatchList.For(new RowSet(words), _index.Count, cells: null));
        Array.Fill(words, 0x5555_5555_5555_5555UL);
        Assert.Null(MatchList.For(new RowSet(words), _index.Count, cells: null));
        Array.Fill(words, 0x1111_1111_1111_1111UL);
        words[^1] = 0;
        Assert.NotNull(MatchList.For(new RowSet(words), _index.Count, cells: null));
    }

    private RowSet Scattered(ulong seed, int matches)
    {
        SeededRandom random = new(seed);
        ulong[] words = new ulong[RowBits.WordsOf(_index.Count)];
        for (int i = 0; i < matches; i++)
        {
            RowBits.Set(words, random.NextInt(_index.Count));
        }

        // Alone they would be few runs, which need no list.
        for (int i = 0; i < 130; i++)
        {
            RowBits.Set(words, 2 * i);
        }

        return new RowSet(words);
    }
}
