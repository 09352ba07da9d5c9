namespace ProductSpace.Numerics;

/// <summary>Scalar form of <see cref="CellScan"/>, the reference for the others.</summary>
internal static unsafe class CellScanScalar
{
    public static uint Scan(byte* block, byte* tables, int subQuantisers, ushort least, ushort* sums)
    {
        new Span<ushort>(sums, CellBlocks.Products).Clear();
        for (int sub = 0; sub < subQuantisers; sub++, block += CellBlocks.Lane, tables += CellBlocks.Lane)
        {
            for (int i = 0; i < CellBlocks.Lane; i++)
            {
                sums[i] += tables[block[i] & 15];
                sums[i + 16] += tables[block[i] >> 4];
            }
        }

        uint mask = 0;
        for (int i = 0; i < CellBlocks.Products; i++)
        {
            mask |= sums[i] >= least ? 1u << i : 0;
        }

        return mask;
    }
}
