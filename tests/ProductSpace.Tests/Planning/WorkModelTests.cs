using ProductSpace.Cells;
using ProductSpace.Filtering;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Planning;

/// <summary>How much each strategy has to do: what follows from the figures, and where a strategy fits at all.</summary>
public sealed class WorkModelTests
{
    [Theory]
    [InlineData(1, 20)]
    [InlineData(10, 20)]
    [InlineData(11, 22)]
    [InlineData(300, 600)]
    public void RerankDepth_AnyK_IsTwiceAsDeepAndAtLeastTwenty(int k, int depth) => Assert.Equal(depth, WorkModel.RerankDepth(k));

    [Fact]
    public void RefinedFor_MoreCellsOrResults_NeverRefinesFewer()
    {
        for (int cells = 1; cells < 1_000; cells += 37)
        {
            for (int k = 1; k < 200; k += 13)
            {
                int refined = WorkModel.RefinedFor(cells, k);
                Assert.True(refined > k);
                Assert.True(refined <= WorkModel.RefinedFor(cells + 37, k));
                Assert.True(refined < WorkModel.RefinedFor(cells, k + 13));
            }
        }
    }

    /// <summary>Up to two rounds of cells are compared at once; of more, the groups first, and then what was looked at.</summary>
    [Theory]
    [InlineData(2 * WorkModel.CellsOfRound, false)]
    [InlineData((2 * WorkModel.CellsOfRound) + 1, true)]
    public void ComparedFor_PassingCells_AreTakenInRoundsWhereTheyAreMany(int passing, bool inRounds)
    {
        using FlatCells cells = new(4_000);
        CellSet set = cells.Passing(passing);
        Assert.Equal(passing, set.Passing);
        Assert.Equal(inRounds, WorkModel.NeedsRounds(set));
        double groups = cells.View.Groups * (double)passing / cells.View.Count;
        double last = 0;
        foreach (double looked in new[] { 1, 100, 600, 1_500, 4_000 })
        {
            double compared = WorkModel.ComparedFor(cells.View, set, looked);
            Assert.InRange(compared, last, passing + (inRounds ? groups : 0));
            Assert.Equal(inRounds ? groups + Math.Clamp(2 * looked, WorkModel.CellsOfRound, passing) : passing, compared, 6);
            last = compared;
        }
    }

    [Fact]
    public void FitsPrefixScan_ManyScatteredMatchesOfWideCodes_Only()
    {
        SpaceView wide = BuiltShop.Of(ShopRecipe.Wide).Index.ViewOf(Space.Similar);
        SpaceView narrow = BuiltShop.Of(ShopRecipe.Large).Index.ViewOf(Space.Similar);
        RowSet scattered = Rows(row => row % 5 == 0);
        Assert.True(WorkModel.FitsPrefixScan(wide, scattered, 0.99));
        Assert.False(WorkModel.FitsPrefixScan(wide, scattered, 0.991));
        Assert.False(WorkModel.FitsPrefixScan(narrow, scattered, 0.9));
        Assert.False(WorkModel.FitsPrefixScan(wide, Rows(row => row % 50 == 0), 0.9));
        Assert.False(WorkModel.FitsPrefixScan(wide, Rows(row => row < 5_000), 0.9));

        // A row costs at least half of a whole one, and less than that.
        Assert.InRange(WorkModel.PrefixShare(wide), 0.5, 0.99);

        static RowSet Rows(Func<int, bool> passes) => new([.. RowWords(12_000, passes)]);
    }

    [Fact]
    public void FitsGroupedScan_ListedMatches_AtLeastOneAGroup()
    {
        ProductIndex index = BuiltShop.Of(ShopRecipe.Wide).Index;
        SpaceView space = index.ViewOf(Space.Similar);
        int groups = space.Cells!.Groups;
        SpaceFilter many = index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, 2_000).Select(i => 6 * i)])).In(Space.Similar);
        SpaceFilter few = index.CreateFilter(f => f.Ordinals([.. Enumerable.Range(0, groups - 1).Select(i => 6 * i)])).In(Space.Similar);
        Assert.True(WorkModel.FitsGroupedScan(space, many));
        Assert.False(WorkModel.FitsGroupedScan(space, few));
        Assert.False(WorkModel.FitsGroupedScan(space, many with { List = null }));
        Assert.False(WorkModel.FitsGroupedScan(space, many with { Cells = null }));
    }

    [Fact]
    public void ScoredAt_NothingMeasured_GuessesByThePool()
    {
        Calibration none = new(default);
        Assert.Equal(2 * WorkModel.ScoredAt(none, QueryKind.Vector, 10, 50), WorkModel.ScoredAt(none, QueryKind.Vector, 10, 100));
        Assert.True(WorkModel.ScoredAt(none, QueryKind.Vector, 10, 50) > 50);
        using AlignedBuffer<CalibrationRow> rows = new(1);
        rows.View[0] = new CalibrationRow { Kind = 0, K = 10, Ef = 50, Recall = 60_000, Scored = 700, Hops = 60 };
        Assert.Equal(700, WorkModel.ScoredAt(new Calibration(rows.View), QueryKind.Vector, 10, 50));
    }

    [Fact]
    public void Microseconds_Nanoseconds_AreDividedByAThousand() => Assert.Equal(1.5f, WorkModel.Microseconds(1_500));

    private static ulong[] RowWords(int rows, Func<int, bool> passes)
    {
        ulong[] words = new ulong[RowBits.WordsOf(rows)];
        for (int row = 0; row < rows; row++)
        {
            if (passes(row))
            {
                RowBits.Set(words, row);
            }
        }

        return words;
    }

    /// <summary>A table of full cells in groups of sixteen, without codes: enough to count what passes.</summary>
    private sealed class FlatCells : IDisposable
    {
        private const int CellsOfGroup = 16;

        private readonly AlignedBuffer<Cell> _cells;
        private readonly AlignedBuffer<int> _starts;
        private readonly AlignedBuffer<byte> _codes;

        public FlatCells(int cells)
        {
            int groups = cells / CellsOfGroup;
            _cells = new AlignedBuffer<Cell>(cells);
            _starts = new AlignedBuffer<int>(groups + 1);
            _codes = new AlignedBuffer<byte>(cells * (long)CodeRows.StrideFor(1));
            for (int cell = 0; cell < cells; cell++)
            {
                _cells.View[cell] = new Cell(cell * Cell.Size, Cell.Size, 0);
            }

            for (int group = 0; group <= groups; group++)
            {
                _starts.View[group] = group * CellsOfGroup;
            }

            View = new CellView
            {
                Dimension = 1,
                Cells = _cells.View,
                Centroids = new CodeRows(_codes.View, cells, CodeRows.StrideFor(1)),
                GroupStarts = _starts.View,
                GroupCentroids = new CodeRows(_codes.View, groups, CodeRows.StrideFor(1)),
                Blocks = default,
                Codebook = [],
            };
        }

        public CellView View { get; }

        /// <summary>One match in each of the first cells.</summary>
        public CellSet Passing(int cells) =>
            new(View, new RowSet(RowWords(View.Count * Cell.Size, row => row % Cell.Size == 0 && row / Cell.Size < cells)));

        public void Dispose()
        {
            _cells.Dispose();
            _starts.Dispose();
            _codes.Dispose();
        }
    }
}
