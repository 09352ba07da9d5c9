using CsCheck;
using ProductSpace.Cells;

namespace ProductSpace.Tests.Cells;

public class CellGroupsTests
{
    [Fact]
    public void Starts_AnyCells_GroupsAreSmallAndOfOneCategory()
    {
        Gen.Select(Gen.Int[0, 6], Gen.Int[1, 70]).Array[0, 12].Sample(runs =>
        {
            List<Cell> cells = [];
            int row = 0;
            foreach ((int category, int count) in runs)
            {
                for (int i = 0; i < count; i++, row += 32)
                {
                    cells.Add(new Cell(row, 32, category));
                }
            }

            int[] starts = CellGroups.Starts(cells);
            Assert.Equal(cells.Count, starts[^1]);
            for (int group = 0; group + 1 < starts.Length; group++)
            {
                int size = starts[group + 1] - starts[group];
                Assert.InRange(size, 1, CellGroups.MaxCells);
                Assert.Single(cells.Skip(starts[group]).Take(size).Select(cell => cell.Category).Distinct());
            }

            List<Cell> groups = CellGroups.Runs(cells, starts);
            Assert.Equal(32 * cells.Count, groups.Sum(group => group.Count));
        }, iter: 300);
    }

    /// <summary>A category is halved as the bisection of its rows was, so that a group never straddles an early cut.</summary>
    [Theory]
    [InlineData(16, "0")]
    [InlineData(17, "0 8")]
    [InlineData(33, "0 16 24")]
    [InlineData(64, "0 16 32 48")]
    public void Starts_OneCategory_HalvesAsTheBisection(int cells, string expected)
    {
        int[] starts = CellGroups.Starts([.. Enumerable.Range(0, cells).Select(i => new Cell(i * 32, 32, 0))]);
        Assert.Equal(expected, string.Join(' ', starts[..^1]));
    }
}
