using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ProductSpace.Numerics;

/// <summary>128-bit form of <see cref="CellTables"/>, for x86 and Arm alike.</summary>
internal static unsafe class CellTables128
{
    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Products(sbyte* query, sbyte* codebook, int subQuantisers, ushort* entries, ushort* ranges)
    {
        int offset = 0;
        for (int sub = 0; sub < subQuantisers; sub++)
        {
            Vector128<short> queryX = Vector128.Create((short)query[0]);
            Vector128<short> queryY = Vector128.Create((short)query[1]);
            (Vector128<short> lowX, Vector128<short> highX) = Vector128.Widen(Vector128.Load(codebook));
            (Vector128<short> lowY, Vector128<short> highY) = Vector128.Widen(
                Vector128.Load(codebook + CellQuery.Codewords));
            Vector128<short> low = (lowX * queryX) + (lowY * queryY);
            Vector128<short> high = (highX * queryX) + (highY * queryY);

            // The complement reverses the order, so that one chain of minima finds both ends, four lanes each.
            Vector128<short> least = Vector128.Min(low, high);
            Vector128<short> most = ~Vector128.Max(low, high);
            Vector128<short> ends = Vector128.ConditionalSelect(
                Vector128.Create(-1, -1, -1, -1, 0, 0, 0, 0),
                Vector128.Min(least, Vector128.Shuffle(least, Vector128.Create(4, 5, 6, 7, 0, 1, 2, 3))),
                Vector128.Min(most, Vector128.Shuffle(most, Vector128.Create(4, 5, 6, 7, 0, 1, 2, 3))));
            ends = Vector128.Min(ends, Vector128.Shuffle(ends, Vector128.Create(2, 3, 0, 1, 6, 7, 4, 5)));
            ends = Vector128.Min(ends, Vector128.Shuffle(ends, Vector128.Create(1, 0, 3, 2, 5, 4, 7, 6)));
            int minimum = ends.GetElement(0);
            int maximum = ~ends.GetElement(4);
            Vector128<short> start = Vector128.Shuffle(ends, Vector128<short>.Zero);
            (low - start).AsUInt16().Store(entries);
            (high - start).AsUInt16().Store(entries + 8);
            offset += minimum;
            ranges[sub] = (ushort)(maximum - minimum);
            query += CellQuery.Width;
            codebook += CellQuery.CodebookBytes;
            entries += CellQuery.Codewords;
        }

        return offset;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Quantise(ushort* entries, int subQuantisers, int shift, byte* tables)
    {
        Vector128<ushort> half = Vector128.Create((ushort)((1 << shift) >> 1));
        byte* end = tables + (subQuantisers * CellBlocks.Lane);
        for (; tables < end; tables += CellBlocks.Lane, entries += CellQuery.Codewords)
        {
            Vector128<ushort> low = (Vector128.Load(entries) + half) >>> shift;
            Vector128<ushort> high = (Vector128.Load(entries + 8) + half) >>> shift;
            Vector128.Narrow(low, high).Store(tables);
        }
    }
}
