using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;

namespace ProductSpace.Snapshot;

/// <summary>
/// The rows of a filter whose matches lie scattered, as numbers in ascending order: a scan takes them by blocks, where
/// reading each off its bit would cost half of what the row costs; and where those of each group of cells begin.
/// </summary>
internal sealed class MatchList
{
    /// <summary>
    /// Wider filters have no list: few of their searches are scans, and four bytes a match would be much.
    /// </summary>
    private const int LeastShare = 4;

    private readonly int[] _rows;
    private readonly int[] _starts = [];
    private readonly int[] _ends = [];

    public MatchList(RowSet rows, CellView? cells)
    {
        _rows = new int[rows.Count];
        Fill(rows);
        if (cells is not null)
        {
            _starts = new int[cells.Groups];
            _ends = new int[cells.Groups];
            FindGroups(cells);
        }
    }

    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>Memory that the list holds.</summary>
    public long Bytes => (_rows.Length + _starts.Length + _ends.Length) * 4L;

    /// <summary>
    /// The list of scattered rows of a space of <paramref name="count"/>; null where they lie side by side or are too
    /// many.
    /// </summary>
    public static MatchList? For(RowSet rows, int count, CellView? cells) =>
        rows.Count > 0 && !rows.IsContiguous && (long)rows.Count * LeastShare <= count
            ? new MatchList(rows, cells)
            : null;

    /// <summary>Matches of a group of cells: at most <see cref="CellGroups.MaxRows"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<int> Of(int group) => _rows.AsSpan(_starts[group], _ends[group] - _starts[group]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(RowSet rows)
    {
        int count = 0;
        ReadOnlySpan<ulong> words = rows.Words;
        for (int word = rows.FirstWord; word < rows.EndWord; word++)
        {
            for (ulong bits = words[word]; bits != 0; bits &= bits - 1)
            {
                _rows[count++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }

    /// <summary>A group whose rows cannot be, in a file that is not sound, gets none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindGroups(CellView cells)
    {
        for (int group = 0; group < cells.Groups; group++)
        {
            (int first, int count) = cells.CellsOf(group);
            if (count == 0)
            {
                continue;
            }

            int row = cells.Cells[first].First;
            Cell last = cells.Cells[first + count - 1];
            long end = (long)last.First + last.Count;
            if (row >= 0 && end >= row && end - row <= CellGroups.MaxRows)
            {
                _starts[group] = PlaceOf(row);
                _ends[group] = PlaceOf((int)Math.Min(int.MaxValue, end));
            }
        }
    }

    /// <summary>Place of the first row at or after one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int PlaceOf(int row)
    {
        int place = Array.BinarySearch(_rows, row);
        return place < 0 ? ~place : place;
    }
}
