using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// The order of a space and its cells. <see cref="Rows"/> lists the input rows in cell order; a cell is a run of 1 to 32
/// of them, all under one category (or under one small subtree), near to each other.
/// </summary>
internal sealed record CellOrder(int[] Rows, List<Cell> Cells);

/// <summary>A run of products in cell order; as it lies in the file.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
internal readonly record struct Cell(int First, int Count, int Category)
{
    /// <summary>Products in a full cell: one block of codes for the shuffle instruction.</summary>
    public const int Size = CellBlocks.Products;
}
