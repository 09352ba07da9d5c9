using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// A query against the 4-bit codes of cells: for each sub-quantiser a table of 16 bytes, the dot products of the query's
/// two codes with the 16 codewords, less the least of them and in units of <see cref="Scale"/>. Scratch that is used again
/// and again; after <see cref="EnsureCapacity"/> nothing is allocated.
/// </summary>
/// <remarks>
/// The dot product of the query with the codewords of a product is within (sub-quantisers x Scale / 2) of
/// Offset + Scale * (sum of its entries). The scale is one for all tables and a power of two: the entries come by a shift,
/// the same on every machine. It is the least one under which every entry fits into a byte and the largest entries of all
/// tables together into 16 bits, so that no scan can overflow. Query codes are 7-bit (-64..63); then every dot product
/// fits into 16 bits whatever the codebook, and so does the distance of two of them.
/// </remarks>
internal sealed unsafe class CellQuery
{
    /// <summary>Consecutive dimensions of a sub-quantiser.</summary>
    public const int Width = 2;

    /// <summary>Codewords of a sub-quantiser.</summary>
    public const int Codewords = 16;

    /// <summary>Sub-quantisers are padded to a multiple of this: one register of 64 bytes.</summary>
    public const int SubQuantiserGroup = 4;

    /// <summary>Bytes of a sub-quantiser in a codebook: the 16 first numbers of its codewords, then the 16 second ones.</summary>
    public const int CodebookBytes = Codewords * Width;

    private const int Alignment = 64;

    /// <summary>Pinned, so that the aligned start within stays where it is.</summary>
    private byte[] _room = [];
    private byte* _tables;
    private sbyte[] _codes = [];
    private ushort[] _entries = [];
    private ushort[] _ranges = [];

    /// <summary>Of the query that was prepared last; 0 before.</summary>
    public int SubQuantisers { get; private set; }

    /// <summary>The residual dot product that one unit of a sum stands for.</summary>
    public int Scale { get; private set; }

    /// <summary>The residual dot product that a sum of 0 stands for.</summary>
    public int Offset { get; private set; }

    /// <summary>The tables [SubQuantisers x 16], aligned to a cache line.</summary>
    public byte* Tables => _tables;

    public static int SubQuantisersFor(int dimension) =>
        ((dimension + Width - 1) / Width + SubQuantiserGroup - 1) / SubQuantiserGroup * SubQuantiserGroup;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void EnsureCapacity(int dimension)
    {
        int subQuantisers = SubQuantisersFor(dimension);
        if (_ranges.Length >= subQuantisers)
        {
            return;
        }

        // The tables move: nothing is prepared any more.
        SubQuantisers = 0;
        _room = GC.AllocateArray<byte>((subQuantisers * CellBlocks.Lane) + Alignment, pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref _room[0]);
        _tables = (byte*)((start + Alignment - 1) & ~(nuint)(Alignment - 1));
        _codes = new sbyte[subQuantisers * Width];
        _entries = new ushort[subQuantisers * Codewords];
        _ranges = new ushort[subQuantisers];
    }

    /// <summary>Makes the tables of a query, [dimension] codes or more, for a codebook [sub-quantisers x 32].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prepare(ReadOnlySpan<sbyte> queryCodes, ReadOnlySpan<sbyte> codebook, int dimension)
    {
        int subQuantisers = SubQuantisersFor(dimension);
        if (dimension <= 0 || queryCodes.Length < dimension || codebook.Length != subQuantisers * CodebookBytes)
        {
            throw new ArgumentException($"{queryCodes.Length} query codes and a codebook of {codebook.Length} bytes for {dimension} dimensions");
        }

        EnsureCapacity(dimension);
        queryCodes[..dimension].CopyTo(_codes);
        _codes.AsSpan(dimension).Clear();
        fixed (sbyte* query = _codes)
        fixed (sbyte* words = codebook)
        fixed (ushort* entries = _entries)
        fixed (ushort* ranges = _ranges)
        {
            Offset = CellTables.Products(query, words, subQuantisers, entries, ranges);
            int shift = ShiftFor(new ReadOnlySpan<ushort>(ranges, subQuantisers));
            CellTables.Quantise(entries, subQuantisers, shift, _tables);
            Scale = 1 << shift;
        }

        SubQuantisers = subQuantisers;
    }

    /// <summary>The least shift that keeps the largest entry in 8 bits and the sum of the largest of all tables in 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ShiftFor(ReadOnlySpan<ushort> ranges)
    {
        int largest = 0;
        foreach (ushort range in ranges)
        {
            largest = Math.Max(largest, range);
        }

        int shift = 0;
        while (CellTables.Rounded(largest, shift) > byte.MaxValue)
        {
            shift++;
        }

        // Only from 258 sub-quantisers on (more than 512 dimensions) can full bytes be too many.
        while (SumOf(ranges, shift) > ushort.MaxValue)
        {
            shift++;
        }

        return shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int SumOf(ReadOnlySpan<ushort> ranges, int shift)
    {
        if (ranges.Length * byte.MaxValue <= ushort.MaxValue)
        {
            return 0;
        }

        int sum = 0;
        foreach (ushort range in ranges)
        {
            sum += CellTables.Rounded(range, shift);
        }

        return sum;
    }
}
