using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>
/// 512-bit form of <see cref="CellScan"/>: VPSHUFB of AVX-512BW looks up four sub-quantisers at once.
/// </summary>
internal static unsafe class CellScan512
{
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Scan(byte* block, byte* tables, int subQuantisers, ushort least, ushort* sums)
    {
        Vector512<byte> nibble = Vector512.Create((byte)15);
        Vector512<ushort> low = default;
        Vector512<ushort> lowOdd = default;
        Vector512<ushort> high = default;
        Vector512<ushort> highOdd = default;
        byte* end = block + ((long)subQuantisers * CellBlocks.Lane);
        for (; block < end; block += 64, tables += 64)
        {
            Vector512<byte> codes = Vector512.Load(block);
            Vector512<byte> table = Vector512.Load(tables);
            Vector512<ushort> first = Avx512BW.Shuffle(table, codes & nibble).AsUInt16();
            Vector512<ushort> second = Avx512BW.Shuffle(table, (codes.AsUInt16() >>> 4).AsByte() & nibble).AsUInt16();
            low += first;
            lowOdd += first >>> 8;
            high += second;
            highOdd += second >>> 8;
        }

        low -= lowOdd << 8;
        high -= highOdd << 8;

        // Adds the four lanes of each sum, leaving one lane each for even, odd, even and odd products.
        Vector512<ushort> firstHalf = Halve(low, lowOdd);
        Vector512<ushort> secondHalf = Halve(high, highOdd);
        Vector512<ushort> all =
            Avx512F.Shuffle4x128(firstHalf.AsUInt32(), secondHalf.AsUInt32(), 0b10_00_10_00).AsUInt16()
            + Avx512F.Shuffle4x128(firstHalf.AsUInt32(), secondHalf.AsUInt32(), 0b11_01_11_01).AsUInt16();
        Vector512<ushort> order = Vector512.Create(
            0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15,
            16, 24, 17, 25, 18, 26, 19, 27, 20, 28, 21, 29, 22, 30, 23, (ushort)31);
        Vector512<ushort> sorted = Avx512BW.PermuteVar32x16(all, order);
        sorted.Store(sums);
        return (uint)Vector512.GreaterThanOrEqual(sorted, Vector512.Create(least)).ExtractMostSignificantBits();
    }

    /// <summary>Adds lanes 0 + 2 and 1 + 3 of a, then of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Halve(Vector512<ushort> a, Vector512<ushort> b) =>
        Avx512F.Shuffle4x128(a.AsUInt32(), b.AsUInt32(), 0b01_00_01_00).AsUInt16()
        + Avx512F.Shuffle4x128(a.AsUInt32(), b.AsUInt32(), 0b11_10_11_10).AsUInt16();
}
