using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Cells;

/// <summary>
/// Writes the 4-bit codes of all cells, one block per cell as laid out by <see cref="CellBlocks"/>: for each
/// sub-quantiser the codeword nearest to the residual of each product. Missing products of a short cell get codeword 0.
/// </summary>
internal static class CellEncoder
{
    /// <summary>Number of bytes in the blocks of a number of cells.</summary>
    public static long Bytes(int cells, int dimension) =>
        (long)cells * CellQuery.SubQuantisersFor(dimension) * CellBlocks.Lane;

    public static void Fill(
        CodeRows codes,
        IReadOnlyList<Cell> cells,
        CodeRows centroids,
        int dimension,
        ReadOnlySpan<sbyte> codebook,
        NativeView<byte> blocks,
        ParallelContext context)
    {
        int subQuantisers = CellQuery.SubQuantisersFor(dimension);
        if (codebook.Length != subQuantisers * CellQuery.CodebookBytes || blocks.Length < Bytes(cells.Count, dimension))
        {
            throw new ArgumentException(
                $"a codebook of {codebook.Length} bytes and {blocks.Length} bytes of blocks for {cells.Count} cells of "
                    + $"{dimension} dimensions");
        }

        float[] tables = new float[subQuantisers * NearestCodeword.TableLength];
        for (int sub = 0; sub < subQuantisers; sub++)
        {
            NearestCodeword.Prepare(
                codebook.Slice(sub * CellQuery.CodebookBytes, CellQuery.CodebookBytes),
                tables.AsSpan(sub * NearestCodeword.TableLength, NearestCodeword.TableLength));
        }

        int blockBytes = subQuantisers * CellBlocks.Lane;
        context.ForEachBlock(cells.Count, 64, () => new Encoder(codes, centroids, tables), (encoder, from, to) =>
        {
            for (int cell = from; cell < to; cell++)
            {
                encoder.Encode(cells[cell], cell, blocks.Slice((long)cell * blockBytes, blockBytes));
            }
        });
    }

    /// <summary>Encodes one cell at a time; used by one thread.</summary>
    private sealed class Encoder(CodeRows codes, CodeRows centroids, float[] tables)
    {
        /// <summary>Residuals of the cell, [dimensions x 32].</summary>
        private readonly float[] _residuals =
            new float[tables.Length / NearestCodeword.TableLength * CellQuery.Width * Cell.Size];
        private readonly int[] _nearest = new int[Cell.Size];

        public void Encode(Cell cell, int number, Span<byte> block)
        {
            LoadResiduals(cell, number);
            ReadOnlySpan<float> residuals = _residuals;
            ReadOnlySpan<float> words = tables;
            Span<int> nearest = _nearest;
            for (; !block.IsEmpty; block = block[CellBlocks.Lane..])
            {
                NearestCodeword.Find(residuals[..Cell.Size], residuals.Slice(Cell.Size, Cell.Size), words, nearest);
                nearest[cell.Count..].Clear();
                for (int i = 0; i < CellBlocks.Lane; i++)
                {
                    block[i] = (byte)(nearest[i] | (nearest[i + CellBlocks.Lane] << 4));
                }

                residuals = residuals[(CellQuery.Width * Cell.Size)..];
                words = words[NearestCodeword.TableLength..];
            }
        }

        /// <summary>
        /// Loads the residuals of a cell. Places past the last product of a short cell keep their content, because
        /// their codewords are not used.
        /// </summary>
        private void LoadResiduals(Cell cell, int number)
        {
            Span<float> residuals = _residuals;
            int dimensions = residuals.Length / Cell.Size;
            ReadOnlySpan<byte> centroid = centroids.Row(number)[..dimensions];
            for (int product = 0; product < cell.Count; product++)
            {
                ReadOnlySpan<byte> row = codes.Row(cell.First + product)[..dimensions];
                for (int i = 0; i < row.Length; i++)
                {
                    residuals[(i * Cell.Size) + product] = row[i] - centroid[i];
                }
            }
        }
    }
}
