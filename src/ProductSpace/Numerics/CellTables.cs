using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// Computes the tables of a <see cref="CellQuery"/> in 16-bit integers: the dot products of a pair of query codes with
/// the 16 codewords of its sub-quantiser, then their bytes. 128 bits hold half a table. Wider registers do not repay a
/// form of their own, because a query computes its tables once and scans thousands of blocks.
/// </summary>
internal static unsafe class CellTables
{
    /// <summary>
    /// Sets entries[sub x 16 + c] to the dot product with codeword c less the minimum of the sub-quantiser, and
    /// ranges[sub] to the largest entry; returns the sum of the minima.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Products(sbyte* query, sbyte* codebook, int subQuantisers, ushort* entries, ushort* ranges) =>
        CellTables128.IsSupported
            ? CellTables128.Products(query, codebook, subQuantisers, entries, ranges)
            : CellTablesScalar.Products(query, codebook, subQuantisers, entries, ranges);

    /// <summary>Sets tables[i] to entries[i] / 2^shift, rounded half up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Quantise(ushort* entries, int subQuantisers, int shift, byte* tables)
    {
        if (CellTables128.IsSupported)
        {
            CellTables128.Quantise(entries, subQuantisers, shift, tables);
        }
        else
        {
            CellTablesScalar.Quantise(entries, subQuantisers, shift, tables);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Rounded(int entry, int shift) => (entry + ((1 << shift) >> 1)) >> shift;
}
