using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// The order of a space and its cells. <see cref="Rows"/> lists the input rows in cell order; a cell is a run of 1 to
/// 32 of them that are near each other, all under one category or one small subtree.
/// </summary>
internal sealed record CellOrder(int[] Rows, List<Cell> Cells);

/// <summary>A run of products in cell order, in the layout of the file.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential)]
internal readonly record struct Cell(int First, int Count, int Category)
{
    /// <summary>Number of products in a full cell: one block of codes for the shuffle instruction.</summary>
    public const int Size = CellBlocks.Products;
}
