using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// What a search reads of the cells of a space, as views over bytes owned elsewhere. Cells and rows are bounded here,
/// whatever a forged file says.
/// </summary>
internal sealed class CellView
{
    private CodeLanes? _groupLanes;

    /// <summary>Codes of a centroid, without its padding.</summary>
    public required int Dimension { get; init; }

    public required NativeView<Cell> Cells { get; init; }

    /// <summary>Centroid of each cell [cells x stride].</summary>
    public required CodeRows Centroids { get; init; }

    /// <summary>First cell of each group [groups + 1].</summary>
    public required NativeView<int> GroupStarts { get; init; }

    /// <summary>Centroid of each group [groups x stride].</summary>
    public required CodeRows GroupCentroids { get; init; }

    /// <summary>4-bit codes, one block per cell.</summary>
    public required CellBlocks Blocks { get; init; }

    /// <summary>Codewords of <see cref="Blocks"/>.</summary>
    public required sbyte[] Codebook { get; init; }

    public int Count => Centroids.Count;

    public int Groups => GroupCentroids.Count;

    /// <summary>
    /// The centroids of all groups once more, laid out to be compared whole; made by the first search that asks. Null
    /// where the processor gains nothing by it. Safe for any number of threads.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CodeLanes? GroupLanes() =>
        Volatile.Read(ref _groupLanes) ?? (CodeLanes.IsSupported ? MakeGroupLanes() : null);

    /// <summary>Cells of a group, at most <see cref="CellGroups.MaxCells"/>; none if the file is forged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int First, int Count) CellsOf(int group)
    {
        Debug.Assert((uint)group < (uint)Groups);
        int first = GroupStarts[group];
        int count = GroupStarts[group + 1L] - first;
        bool good = (uint)first < (uint)Count && (uint)count <= CellGroups.MaxCells && count <= Count - first;
        return good ? (first, count) : (0, 0);
    }

    /// <summary>Row at a place (cell x 32 + position in the block), or -1 if the cell has none there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int RowAt(uint place)
    {
        Cell cell = Cells[place / Cell.Size];
        uint position = place % Cell.Size;
        return (int)position < cell.Count && cell.First >= 0 ? cell.First + (int)position : -1;
    }

    /// <summary>Mask of the places of a block that hold a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint PlacesOf(int cell)
    {
        int count = Cells[cell].Count;
        return count >= Cell.Size ? uint.MaxValue : (1u << Math.Max(0, count)) - 1;
    }

    private CodeLanes MakeGroupLanes()
    {
        CodeLanes made = CodeLanes.Of(GroupCentroids, Dimension);
        return Interlocked.CompareExchange(ref _groupLanes, made, null) ?? made;
    }
}
