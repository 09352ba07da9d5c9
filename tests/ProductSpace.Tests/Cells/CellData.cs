using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Cells;

/// <summary>Clustered code rows in cell order, with their cells and centroids.</summary>
internal sealed class CellData : IDisposable
{
    private readonly AlignedBuffer<byte> _codes;
    private readonly AlignedBuffer<byte> _centroids;

    public CellData(int count, int dimension, int clusters, ulong seed)
    {
        Dimension = dimension;
        int stride = CodeRows.StrideFor(dimension);
        _codes = new AlignedBuffer<byte>((long)count * stride);
        using AlignedBuffer<byte> unordered = new((long)count * stride);
        SeededRandom random = new(seed);
        int[] centres = new int[clusters * dimension];
        foreach (ref int number in centres.AsSpan())
        {
            number = random.NextInt(49) - 24;
        }

        for (int row = 0; row < count; row++)
        {
            int cluster = random.NextInt(clusters);
            for (int i = 0; i < dimension; i++)
            {
                // Four uniform numbers: nearly normal, standard deviation 8.
                int noise = random.NextInt(15) + random.NextInt(15) + random.NextInt(15) + random.NextInt(15) - 28;
                int value = Math.Clamp(centres[(cluster * dimension) + i] + noise, -CodeRows.Limit, CodeRows.Limit);
                unordered.View[((long)row * stride) + i] = (byte)(value + CodeRows.Zero);
            }
        }

        CellOrder order = new CellOrderBuilder(new CodeRows(unordered.View, count, stride), dimension, One).Build(new int[count], [1]);
        for (int row = 0; row < count; row++)
        {
            unordered.View.Slice((long)order.Rows[row] * stride, stride).CopyTo(_codes.View.Slice((long)row * stride, stride));
        }

        Cells = order.Cells;
        Codes = new CodeRows(_codes.View, count, stride);
        _centroids = new AlignedBuffer<byte>((long)Cells.Count * stride);
        CellCentroids.Fill(Codes, Cells, _centroids.View, One);
        Centroids = new CodeRows(_centroids.View, Cells.Count, stride);
    }

    public static ParallelContext One => new(1, CancellationToken.None);

    public int Dimension { get; }

    public int SubQuantisers => CellQuery.SubQuantisersFor(Dimension);

    public CodeRows Codes { get; }

    public CodeRows Centroids { get; }

    public List<Cell> Cells { get; }

    public sbyte[] Train(int threads = 1) =>
        CellCodebook.Train(Codes, Cells, Centroids, Dimension, new ParallelContext(threads, CancellationToken.None));

    public AlignedBuffer<byte> Encode(sbyte[] codebook, int threads = 1)
    {
        AlignedBuffer<byte> blocks = new(CellEncoder.Bytes(Cells.Count, Dimension));
        CellEncoder.Fill(Codes, Cells, Centroids, Dimension, codebook, blocks.View, new ParallelContext(threads, CancellationToken.None));
        return blocks;
    }

    /// <summary>Codeword of a product of a cell in the blocks.</summary>
    public int CodeOf(AlignedBuffer<byte> blocks, int cell, int product, int sub)
    {
        byte both = blocks.View[(((long)cell * SubQuantisers) + sub) * 16 + (product % 16)];
        return product < 16 ? both & 15 : both >> 4;
    }

    /// <summary>Residual of a row in one dimension; 0 behind the last.</summary>
    public int Residual(int cell, int product, int i) =>
        i < Dimension ? Codes.Row(Cells[cell].First + product)[i] - Centroids.Row(cell)[i] : 0;

    public void Dispose()
    {
        _codes.Dispose();
        _centroids.Dispose();
    }
}
