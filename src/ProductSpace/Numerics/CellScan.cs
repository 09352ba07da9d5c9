using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// Sums of table entries over the 4-bit codes of a block of 32 products, after the "fast scan" of André, Kermarrec and
/// Le Scouarnec (VLDB 2015) as Faiss has it: the 16 entries of a table stand in a register and the shuffle instruction
/// looks up 16 codes at once. Entries are bytes; the query keeps the sum of the largest ones within 16 bits, so that every
/// width adds without overflow and gives the same sums.
/// </summary>
/// <remarks>
/// Vector forms add words of two entries (even product in the low byte, odd one in the high byte) and, beside, the high
/// bytes alone; the even sums are the first less the second times 256, right in arithmetic modulo 65,536.
/// </remarks>
internal static unsafe class CellScan
{
    /// <summary>Sums of one block, [32]; the mask holds the products with a sum of <paramref name="least"/> or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Scan(byte* block, byte* tables, int subQuantisers, ushort least, ushort* sums) =>
        CellScan512.IsSupported ? CellScan512.Scan(block, tables, subQuantisers, least, sums)
        : CellScan256.IsSupported ? CellScan256.Scan(block, tables, subQuantisers, least, sums)
        : CellScan128.IsSupported ? CellScan128.Scan(block, tables, subQuantisers, least, sums)
        : CellScanScalar.Scan(block, tables, subQuantisers, least, sums);
}
