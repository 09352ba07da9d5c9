using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// Computes the centroid of each cell as codes, [cells x stride]: the integer mean of its rows, which are in cell
/// order.
/// </summary>
internal static class CellCentroids
{
    public static void Fill(
        CodeRows codes, IReadOnlyList<Cell> cells, NativeView<byte> centroids, ParallelContext context)
    {
        int stride = codes.Stride;
        context.ForEachBlock(cells.Count, 256, () => new int[stride], (sum, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                Cell cell = cells[i];
                Array.Clear(sum);
                for (int row = cell.First; row < cell.First + cell.Count; row++)
                {
                    ReadOnlySpan<byte> codesOfRow = codes.Row(row);
                    for (int j = 0; j < stride; j++)
                    {
                        sum[j] += codesOfRow[j];
                    }
                }

                Span<byte> centroid = centroids.Slice((long)i * stride, stride);
                for (int j = 0; j < stride; j++)
                {
                    centroid[j] = (byte)((sum[j] + (cell.Count / 2)) / cell.Count);
                }
            }
        });
    }
}
