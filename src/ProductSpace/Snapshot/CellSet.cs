using System.Numerics;
using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Filtering;

namespace ProductSpace.Snapshot;

/// <summary>
/// A filter's rows seen by the cells of a space: which cells hold a match, and in which of these every product is one,
/// so that a scan of cells leaves the first kind out and need not mask the last. Ten bits a cell.
/// </summary>
internal sealed class CellSet
{
    private readonly CellView _view;
    private readonly RowSet _rows;
    private readonly ulong[] _passing;
    private readonly ulong[] _whole;
    private readonly byte[] _matchesOf;
    private readonly int[] _matchesOfGroup;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public CellSet(CellView view, RowSet rows)
    {
        _view = view;
        _rows = rows;
        _passing = new ulong[RowBits.WordsOf(view.Count)];
        _whole = new ulong[RowBits.WordsOf(view.Count)];
        _matchesOf = new byte[view.Count];
        for (int cell = 0; cell < view.Count; cell++)
        {
            uint mask = MaskOf(cell);
            _matchesOf[cell] = (byte)BitOperations.PopCount(mask);
            if (mask != 0)
            {
                RowBits.Set(_passing, cell);
                if (mask == view.PlacesOf(cell))
                {
                    RowBits.Set(_whole, cell);
                }
            }
        }

        _matchesOfGroup = new int[view.Groups];
        for (int group = 0; group < view.Groups; group++)
        {
            (int first, int count) = view.CellsOf(group);
            for (int cell = first; cell < first + count; cell++)
            {
                _matchesOfGroup[group] += MatchesIn(cell);
            }

            Matches += _matchesOfGroup[group];
        }

        Passing = RowBits.Count(_passing);
        Whole = RowBits.Count(_whole);
    }

    /// <summary>Matches in all groups: those of the filter, unless a forged file leaves cells out.</summary>
    public long Matches { get; }

    /// <summary>Cells with at least one match.</summary>
    public int Passing { get; }

    /// <summary>Cells whose products all match.</summary>
    public int Whole { get; }

    /// <summary>Memory that the set holds.</summary>
    public long Bytes => ((_passing.Length + _whole.Length) * 8L) + _matchesOf.Length + (_matchesOfGroup.Length * 4L);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Passes(int cell) => RowBits.Has(_passing, cell);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsWhole(int cell) => RowBits.Has(_whole, cell);

    /// <summary>A bit for each place of a cell's block whose product matches; 0 for a cell without one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint MaskOf(int cell)
    {
        Cell range = _view.Cells[cell];
        return _rows.MaskOf(range.First, range.Count);
    }

    /// <summary>Matches of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int MatchesIn(int cell) => _matchesOf[cell];

    /// <summary>Matches of a group of cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int MatchesOf(int group) => _matchesOfGroup[group];

    /// <summary>Puts a number below all others in place of the dot products of groups without a match.</summary>
    /// <param name="first">Group of the first dot product.</param>
    /// <param name="dots">Dot products of groups side by side.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LeaveGroupsOut(int first, Span<int> dots)
    {
        ReadOnlySpan<int> matches = _matchesOfGroup.AsSpan(first, dots.Length);
        for (int i = 0; i < dots.Length; i++)
        {
            dots[i] = matches[i] == 0 ? -int.MaxValue : dots[i];
        }
    }

    /// <summary>Bits of up to 32 cells from one on, such as a group: those that hold a match.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint PassingOf(int firstCell, int count) => RowBits.Mask(_passing, firstCell, count);

    /// <summary>The first cell with a match at or after one, or -1: all of them in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int NextPassing(int from)
    {
        for (int word = from >> 6; word < _passing.Length; word++)
        {
            ulong bits = _passing[word] & (word == from >> 6 ? ulong.MaxValue << (from & 63) : ulong.MaxValue);
            if (bits != 0)
            {
                return (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }
}
