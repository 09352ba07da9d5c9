using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>128-bit form of <see cref="CellScan"/>: PSHUFB of SSSE3 on x86, TBL of AdvSimd on Arm.</summary>
internal static unsafe class CellScan128
{
    public static bool IsSupported => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Scan(byte* block, byte* tables, int subQuantisers, ushort least, ushort* sums)
    {
        Vector128<byte> nibble = Vector128.Create((byte)15);
        Vector128<ushort> low = default;
        Vector128<ushort> lowOdd = default;
        Vector128<ushort> high = default;
        Vector128<ushort> highOdd = default;
        byte* end = block + ((long)subQuantisers * CellBlocks.Lane);
        for (; block < end; block += 16, tables += 16)
        {
            Vector128<byte> codes = Vector128.Load(block);
            Vector128<byte> table = Vector128.Load(tables);
            Vector128<ushort> first = LookUp(table, codes & nibble).AsUInt16();
            Vector128<ushort> second = LookUp(table, (codes.AsUInt16() >>> 4).AsByte() & nibble).AsUInt16();
            low += first;
            lowOdd += first >>> 8;
            high += second;
            highOdd += second >>> 8;
        }

        low -= lowOdd << 8;
        high -= highOdd << 8;
        Vector128<ushort> limit = Vector128.Create(least);
        return Store(low, lowOdd, limit, sums) | (Store(high, highOdd, limit, sums + 16) << 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> LookUp(Vector128<byte> table, Vector128<byte> codes) =>
        AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.VectorTableLookup(table, codes) : Ssse3.Shuffle(table, codes);

    /// <summary>
    /// Stores 16 sums, even and odd products alternating; returns the mask of those that reach the limit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Store(Vector128<ushort> even, Vector128<ushort> odd, Vector128<ushort> limit, ushort* sums)
    {
        Vector128<ushort> lower = AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipLow(even, odd)
            : Sse2.UnpackLow(even, odd);
        Vector128<ushort> upper = AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipHigh(even, odd)
            : Sse2.UnpackHigh(even, odd);
        lower.Store(sums);
        upper.Store(sums + 8);
        Vector128<ushort> isIn = Vector128.GreaterThanOrEqual(lower, limit);
        Vector128<ushort> isInToo = Vector128.GreaterThanOrEqual(upper, limit);
        return Vector128.Narrow(isIn, isInToo).ExtractMostSignificantBits();
    }
}
