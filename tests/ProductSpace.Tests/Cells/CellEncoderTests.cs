using CsCheck;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Tests.Numerics;

namespace ProductSpace.Tests.Cells;

public class CellEncoderTests
{
    [Fact]
    public void Fill_AnyDimension_PicksTheNearestCodeword() =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[1, 300], Gen.ULong).Sample(
            (dimension, count, seed) =>
            {
                using CellData data = new(count, dimension, 5, seed);
                sbyte[] codebook = data.Train();
                using AlignedBuffer<byte> blocks = data.Encode(codebook);
                for (int cell = 0; cell < data.Cells.Count; cell++)
                {
                    for (int product = 0; product < Cell.Size; product++)
                    {
                        for (int sub = 0; sub < data.SubQuantisers; sub++)
                        {
                            int expected = product < data.Cells[cell].Count
                                ? NearestCodewordTests.BruteForce(codebook.AsSpan(sub * 32, 32), data.Residual(cell, product, 2 * sub), data.Residual(cell, product, (2 * sub) + 1))
                                : 0;
                            Assert.Equal(expected, data.CodeOf(blocks, cell, product, sub));
                        }
                    }
                }
            },
            iter: 60);

    /// <summary>The twin has the mean residual as its only codeword; what 16 of them leave is a small part of that.</summary>
    [Fact]
    public void Fill_TwinWithOneCodeword_LosesFarMore()
    {
        using CellData data = new(20_000, 50, 60, 7);
        sbyte[] codebook = data.Train();
        sbyte[] one = new sbyte[codebook.Length];
        Assert.True(Loss(data, codebook) * 6 < Loss(data, one), $"{Loss(data, codebook)} against {Loss(data, one)}");
    }

    /// <summary>The sums, added to the centroid's dot product, find most of the true neighbors among a few candidates.</summary>
    [Fact]
    public void Scan_ClusteredProducts_FindsTheTrueTenAmongAHundred()
    {
        using CellData data = new(20_000, 100, 100, 9);
        sbyte[] codebook = data.Train();
        using AlignedBuffer<byte> bytes = data.Encode(codebook);
        Assert.InRange(Recall(data, codebook, bytes), 0.9, 1);
        Assert.InRange(Recall(data, new sbyte[codebook.Length], bytes), 0, 0.8);
    }

    [Fact]
    public void Fill_WrongLengths_Refused()
    {
        using CellData data = new(100, 20, 3, 1);
        sbyte[] codebook = data.Train();
        using AlignedBuffer<byte> blocks = new(CellEncoder.Bytes(data.Cells.Count, 20) - 1);
        Assert.Throws<ArgumentException>(() => CellEncoder.Fill(data.Codes, data.Cells, data.Centroids, 20, codebook, blocks.View, CellData.One));
        Assert.Throws<ArgumentException>(() => data.Encode(codebook[1..]));
    }

    private static long Loss(CellData data, sbyte[] codebook)
    {
        using AlignedBuffer<byte> blocks = data.Encode(codebook);
        long loss = 0;
        for (int cell = 0; cell < data.Cells.Count; cell++)
        {
            for (int product = 0; product < data.Cells[cell].Count; product++)
            {
                for (int i = 0; i < data.Dimension; i++)
                {
                    int off = data.Residual(cell, product, i) - codebook[(i / 2 * 32) + (i % 2 * 16) + data.CodeOf(blocks, cell, product, i / 2)];
                    loss += off * off;
                }
            }
        }

        return loss;
    }

    /// <summary>Share of the ten rows with the largest dot product that stand among the hundred best by sums.</summary>
    private static double Recall(CellData data, sbyte[] codebook, AlignedBuffer<byte> bytes)
    {
        CellBlocks blocks = new(bytes.View, data.Cells.Count, data.SubQuantisers);
        CellQuery query = new();
        sbyte[] codes = new sbyte[data.Codes.Stride];
        int[] exact = new int[data.Codes.Count];
        int[] approximate = new int[data.Codes.Count];
        int[] centroidDots = new int[data.Cells.Count];
        ushort[] sums = new ushort[Cell.Size];
        int found = 0;
        const int queries = 20;
        for (int q = 0; q < queries; q++)
        {
            data.Codes.ToSigned(q * 997, data.Dimension, codes);
            query.Prepare(codes, codebook, data.Dimension);
            data.Codes.DotRange(0, codes, exact);
            data.Centroids.DotRange(0, codes, centroidDots);
            for (int cell = 0; cell < data.Cells.Count; cell++)
            {
                blocks.Scan(cell, query, 0, sums);
                for (int i = 0; i < data.Cells[cell].Count; i++)
                {
                    approximate[data.Cells[cell].First + i] = centroidDots[cell] + query.Offset + (query.Scale * sums[i]);
                }
            }

            found += Best(exact, 10).Intersect(Best(approximate, 100)).Count();
        }

        return found / (10.0 * queries);
    }

    private static IEnumerable<int> Best(int[] dots, int count) =>
        Enumerable.Range(0, dots.Length).OrderByDescending(row => dots[row]).ThenBy(row => row).Take(count);
}
