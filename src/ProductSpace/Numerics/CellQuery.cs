using System.Runtime.CompilerServices;

namespace ProductSpace.Numerics;

/// <summary>
/// A query against the 4-bit codes of cells: for each sub-quantiser a table of 16 bytes, the dot products of the
/// query's two codes with the 16 codewords, less their minimum and in units of <see cref="Scale"/>. Reusable scratch;
/// nothing is allocated after <see cref="EnsureCapacity"/>.
/// </summary>
/// <remarks>
/// The dot product of the query with the codewords of a product lies within (sub-quantisers x Scale / 2) of Offset +
/// Scale * (sum of its entries). One scale, a power of two, serves all tables, so that entries come from a shift, equal
/// on every machine. It is the smallest scale under which every entry fits into a byte and the largest entries of all
/// tables together fit into 16 bits, so that no scan can overflow. Query codes are 7-bit (-64..63); hence every dot
/// product fits into 16 bits whatever the codebook, and so does the difference of two.
/// </remarks>
internal sealed unsafe class CellQuery
{
    /// <summary>Consecutive dimensions that a sub-quantiser covers.</summary>
    public const int Width = 2;

    /// <summary>Codewords of a sub-quantiser.</summary>
    public const int Codewords = 16;

    /// <summary>Multiple to which sub-quantisers are padded: one register of 64 bytes.</summary>
    public const int SubQuantiserGroup = 4;

    /// <summary>
    /// Bytes of a sub-quantiser in a codebook: the first numbers of its 16 codewords, then the second numbers.
    /// </summary>
    public const int CodebookBytes = Codewords * Width;

    private const int Alignment = 64;

    /// <summary>Pinned, so that the aligned start within it does not move.</summary>
    private byte[] _memory = [];
    private byte* _tables;
    private sbyte[] _codes = [];
    private ushort[] _entries = [];
    private ushort[] _ranges = [];

    /// <summary>Sub-quantisers of the prepared query; 0 if none is.</summary>
    public int SubQuantisers { get; private set; }

    /// <summary>Residual dot product that one unit of a sum stands for.</summary>
    public int Scale { get; private set; }

    /// <summary>Residual dot product that a sum of 0 stands for.</summary>
    public int Offset { get; private set; }

    /// <summary>Tables [SubQuantisers x 16], aligned to a cache line.</summary>
    public byte* Tables => _tables;

    /// <summary>Number of sub-quantisers for a dimension, padded; padding has the residual 0.</summary>
    public static int SubQuantisersFor(int dimension) =>
        ((dimension + Width - 1) / Width + SubQuantiserGroup - 1) / SubQuantiserGroup * SubQuantiserGroup;

    public void EnsureCapacity(int dimension)
    {
        int subQuantisers = SubQuantisersFor(dimension);
        if (_ranges.Length >= subQuantisers)
        {
            return;
        }

        // The tables move, so no query is prepared any longer.
        SubQuantisers = 0;
        _memory = GC.AllocateArray<byte>((subQuantisers * CellBlocks.Lane) + Alignment, pinned: true);
        nuint start = (nuint)Unsafe.AsPointer(ref _memory[0]);
        _tables = (byte*)((start + Alignment - 1) & ~(nuint)(Alignment - 1));
        _codes = new sbyte[subQuantisers * Width];
        _entries = new ushort[subQuantisers * Codewords];
        _ranges = new ushort[subQuantisers];
    }

    /// <summary>
    /// Computes the tables of a query of at least [dimension] codes for a codebook [sub-quantisers x 32].
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prepare(ReadOnlySpan<sbyte> queryCodes, ReadOnlySpan<sbyte> codebook, int dimension)
    {
        int subQuantisers = SubQuantisersFor(dimension);
        if (dimension <= 0 || queryCodes.Length < dimension || codebook.Length != subQuantisers * CodebookBytes)
        {
            throw new ArgumentException(
                $"{queryCodes.Length} query codes and a codebook of {codebook.Length} bytes for {dimension} "
                    + "dimensions");
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

    /// <summary>
    /// Finds the smallest shift that keeps the largest entry in 8 bits and the sum of each table's largest entry in 16.
    /// </summary>
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

        // Full bytes can exceed 16 bits from 258 sub-quantisers on only (more than 512 dimensions).
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
