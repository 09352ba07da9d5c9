using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Numerics;

/// <summary>256-bit form of <see cref="CellScan"/>: VPSHUFB of AVX2 looks up two sub-quantisers at once.</summary>
internal static unsafe class CellScan256
{
    public static bool IsSupported => Avx2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Scan(byte* block, byte* tables, int subQuantisers, ushort least, ushort* sums)
    {
        Vector256<byte> nibble = Vector256.Create((byte)15);
        Vector256<ushort> low = default;
        Vector256<ushort> lowOdd = default;
        Vector256<ushort> high = default;
        Vector256<ushort> highOdd = default;
        byte* end = block + ((long)subQuantisers * CellBlocks.Lane);
        for (; block < end; block += 32, tables += 32)
        {
            Vector256<byte> codes = Vector256.Load(block);
            Vector256<byte> table = Vector256.Load(tables);
            Vector256<ushort> first = Avx2.Shuffle(table, codes & nibble).AsUInt16();
            Vector256<ushort> second = Avx2.Shuffle(table, (codes.AsUInt16() >>> 4).AsByte() & nibble).AsUInt16();
            low += first;
            lowOdd += first >>> 8;
            high += second;
            highOdd += second >>> 8;
        }

        Vector256<ushort> firstHalf = Interleave(low - (lowOdd << 8), lowOdd);
        Vector256<ushort> secondHalf = Interleave(high - (highOdd << 8), highOdd);
        firstHalf.Store(sums);
        secondHalf.Store(sums + 16);
        Vector256<ushort> limit = Vector256.Create(least);
        Vector256<ushort> isIn = Vector256.Equals(Avx2.Max(firstHalf, limit), firstHalf);
        Vector256<ushort> isInToo = Vector256.Equals(Avx2.Max(secondHalf, limit), secondHalf);
        return Vector256.Narrow(isIn, isInToo).ExtractMostSignificantBits();
    }

    /// <summary>Adds the two lanes of each, and alternates even and odd products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Interleave(Vector256<ushort> even, Vector256<ushort> odd)
    {
        Vector128<ushort> evens = even.GetLower() + even.GetUpper();
        Vector128<ushort> odds = odd.GetLower() + odd.GetUpper();
        return Vector256.Create(Sse2.UnpackLow(evens, odds), Sse2.UnpackHigh(evens, odds));
    }
}
