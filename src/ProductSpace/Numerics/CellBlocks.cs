using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using ProductSpace.Memory;

namespace ProductSpace.Numerics;

/// <summary>
/// Safe view of the 4-bit codes of cells: one block of 32 products per cell, wherever the bytes live. A block holds 16
/// bytes per sub-quantiser; byte j holds the codewords of product j (low nibble) and product j + 16 (high nibble), the
/// layout of the shuffle instruction. Block numbers are checked here, so that the kernels may use pointers. The number
/// of sub-quantisers is a multiple of four: a block is a whole number of cache lines.
/// </summary>
internal readonly unsafe struct CellBlocks
{
    /// <summary>Products in a block.</summary>
    public const int Products = 32;

    /// <summary>Bytes of a sub-quantiser in a block and in a table, one lane of the shuffle instruction.</summary>
    public const int Lane = 16;

    private const int CacheLine = 64;

    private readonly byte* _blocks;

    public CellBlocks(NativeView<byte> bytes, int count, int subQuantisers)
    {
        if (count < 0
            || subQuantisers <= 0
            || subQuantisers % CellQuery.SubQuantiserGroup != 0
            || bytes.Length / Lane / subQuantisers < count)
        {
            throw new ArgumentException(
                $"{bytes.Length} bytes cannot hold {count} blocks of {subQuantisers} sub-quantisers", nameof(bytes));
        }

        _blocks = bytes.Pointer;
        Count = count;
        SubQuantisers = subQuantisers;
    }

    public int Count { get; }

    public int SubQuantisers { get; }

    /// <summary>
    /// Computes the sum of the query's table entries for each of the 32 products, and returns a mask of the products
    /// whose sum is at least <paramref name="least"/>. The mask holds every product if least is not positive, and none
    /// if it exceeds 65,535.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public uint Scan(int block, CellQuery query, int least, Span<ushort> sums)
    {
        if (query.SubQuantisers != SubQuantisers || sums.Length < Products)
        {
            throw new ArgumentException(
                $"query of {query.SubQuantisers} sub-quantisers for blocks of {SubQuantisers}, room for {sums.Length} "
                    + $"of {Products} sums");
        }

        Debug.Assert((nuint)query.Tables % CacheLine == 0 && query.Scale > 0);
        byte* start = _blocks + Offset(block);
        fixed (ushort* output = sums)
        {
            uint mask = CellScan.Scan(
                start, query.Tables, SubQuantisers, (ushort)Math.Clamp(least, 0, ushort.MaxValue), output);
            GC.KeepAlive(query);
            return least > ushort.MaxValue ? 0 : mask;
        }
    }

    /// <summary>Prefetches all cache lines of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int block)
    {
        if (Sse.IsSupported && (uint)block < (uint)Count)
        {
            int bytes = SubQuantisers * Lane;
            byte* start = _blocks + ((long)block * bytes);
            for (int offset = 0; offset < bytes; offset += CacheLine)
            {
                Sse.Prefetch1(start + offset);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long Offset(int block)
    {
        if ((uint)block >= (uint)Count)
        {
            Throw.OutsideOfView(block, 1, Count);
        }

        return (long)block * SubQuantisers * Lane;
    }
}
