namespace ProductSpace.Numerics;

/// <summary>Scalar form of <see cref="CellTables"/>, the reference for the other.</summary>
internal static unsafe class CellTablesScalar
{
    public static int Products(sbyte* query, sbyte* codebook, int subQuantisers, ushort* entries, ushort* ranges)
    {
        int offset = 0;
        short* dots = stackalloc short[CellQuery.Codewords];
        for (int sub = 0; sub < subQuantisers; sub++)
        {
            short minimum = short.MaxValue;
            short maximum = short.MinValue;
            for (int c = 0; c < CellQuery.Codewords; c++)
            {
                dots[c] = unchecked((short)((query[0] * codebook[c]) + (query[1] * codebook[c + CellQuery.Codewords])));
                minimum = Math.Min(minimum, dots[c]);
                maximum = Math.Max(maximum, dots[c]);
            }

            for (int c = 0; c < CellQuery.Codewords; c++)
            {
                entries[c] = (ushort)(dots[c] - minimum);
            }

            offset += minimum;
            ranges[sub] = (ushort)(maximum - minimum);
            query += CellQuery.Width;
            codebook += CellQuery.CodebookBytes;
            entries += CellQuery.Codewords;
        }

        return offset;
    }

    public static void Quantise(ushort* entries, int subQuantisers, int shift, byte* tables)
    {
        for (int i = 0; i < subQuantisers * CellQuery.Codewords; i++)
        {
            tables[i] = unchecked((byte)((ushort)(entries[i] + ((1 << shift) >> 1)) >> shift));
        }
    }
}
