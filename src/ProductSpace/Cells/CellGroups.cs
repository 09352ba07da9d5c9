namespace ProductSpace.Cells;

/// <summary>
/// Groups of up to 16 neighboring cells of one category, the upper of the two levels on which cells are chosen. A
/// category's cells are halved as bisection halved its rows, so that the cells of a group are near each other.
/// </summary>
internal static class CellGroups
{
    public const int MaxCells = 16;

    /// <summary>Rows that a group holds at most.</summary>
    public const int MaxRows = MaxCells * Cell.Size;

    /// <summary>Finds the first cell of each group; the number of cells follows last: [groups + 1].</summary>
    public static int[] Starts(IReadOnlyList<Cell> cells)
    {
        List<int> starts = [];
        int first = 0;
        while (first < cells.Count)
        {
            int end = first + 1;
            while (end < cells.Count && cells[end].Category == cells[first].Category)
            {
                end++;
            }

            Halve(first, end - first, starts);
            first = end;
        }

        starts.Add(cells.Count);
        return [.. starts];
    }

    /// <summary>Describes the groups as runs of rows, for their centroids.</summary>
    public static List<Cell> Runs(IReadOnlyList<Cell> cells, int[] starts)
    {
        List<Cell> runs = [];
        for (int group = 0; group + 1 < starts.Length; group++)
        {
            Cell first = cells[starts[group]];
            Cell last = cells[starts[group + 1] - 1];
            runs.Add(new Cell(first.First, last.First + last.Count - first.First, first.Category));
        }

        return runs;
    }

    private static void Halve(int first, int count, List<int> starts)
    {
        if (count <= MaxCells)
        {
            starts.Add(first);
            return;
        }

        Halve(first, count / 2, starts);
        Halve(first + (count / 2), count - (count / 2), starts);
    }
}
