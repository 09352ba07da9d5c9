using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// Sums table entries over the 4-bit codes of a block of 32 products, after the "fast scan" of André, Kermarrec and Le
/// Scouarnec (VLDB 2015) as implemented in Faiss: the 16 entries of a table stay in a register, and the shuffle
/// instruction looks up 16 codes at once. Entries are bytes, and the query keeps the sum of the largest ones within 16
/// bits, so that every width adds without overflow and gives equal sums.
/// </summary>
/// <remarks>
/// Vector forms add words of two entries (even product in the low byte, odd one in the high byte) and, separately, the
/// high bytes alone. The even sums are the first less 256 times the second, modulo 65,536.
/// </remarks>
internal static unsafe class CellScan
{
    /// <summary>
    /// Computes the 32 sums of a block; the mask holds the products with a sum of at least <paramref name="least"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Scan(byte* block, byte* tables, int subQuantisers, ushort least, ushort* sums) =>
        CellScan512.IsSupported ? CellScan512.Scan(block, tables, subQuantisers, least, sums)
        : CellScan256.IsSupported ? CellScan256.Scan(block, tables, subQuantisers, least, sums)
        : CellScan128.IsSupported ? CellScan128.Scan(block, tables, subQuantisers, least, sums)
        : CellScanScalar.Scan(block, tables, subQuantisers, least, sums);
}
