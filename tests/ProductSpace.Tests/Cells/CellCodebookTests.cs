using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using CsCheck;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Cells;

public class CellCodebookTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(7, 4)]
    [InlineData(8, 4)]
    [InlineData(9, 8)]
    [InlineData(100, 52)]
    [InlineData(128, 64)]
    [InlineData(4096, 2048)]
    public void SubQuantisers_Dimension_IsPaddedToFour(int dimension, int expected) => Assert.Equal(expected, CellQuery.SubQuantisersFor(dimension));

    [Fact]
    public void Train_AnyThreadCount_GivesTheSameCodebookAndBlocks()
    {
        using CellData data = new(9000, 37, 40, 1);
        sbyte[] codebook = data.Train();
        using AlignedBuffer<byte> blocks = data.Encode(codebook);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            Assert.Equal(codebook, data.Train(threads));
            using AlignedBuffer<byte> same = data.Encode(codebook, threads);
            Assert.True(blocks.View.Slice(0, (int)blocks.Length).SequenceEqual(same.View.Slice(0, (int)same.Length)));
        }
    }

    /// <summary>The bytes of one machine; run with instruction sets switched off, too, they have to come out the same.</summary>
    [Fact]
    public void Train_AnyInstructionSet_GivesTheKnownBytes()
    {
        using CellData data = new(5000, 45, 20, 12);
        sbyte[] codebook = data.Train();
        using AlignedBuffer<byte> blocks = data.Encode(codebook);
        CellQuery query = new();
        sbyte[] codes = new sbyte[64];
        data.Codes.ToSigned(77, 45, codes);
        query.Prepare(codes, codebook, 45);
        ushort[] sums = new ushort[32];
        XxHash3 hash = new();
        hash.Append(MemoryMarshal.AsBytes<sbyte>(codebook));
        hash.Append(blocks.View.Slice(0, (int)blocks.Length));
        for (int cell = 0; cell < data.Cells.Count; cell++)
        {
            uint mask = new CellBlocks(blocks.View, data.Cells.Count, 24).Scan(cell, query, 1000, sums);
            hash.Append(BitConverter.GetBytes(mask));
            hash.Append(MemoryMarshal.AsBytes<ushort>(sums));
        }

        Assert.Equal("a97c0271c5765861", hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Train_OddDimension_LeavesPaddingAtZero()
    {
        using CellData data = new(2000, 37, 10, 2);
        sbyte[] codebook = data.Train();
        Assert.Equal(20 * 32, codebook.Length);

        // The last dimension has no partner, and sub-quantiser 19 no dimension at all.
        Assert.All(codebook[((18 * 32) + 16)..(19 * 32)], word => Assert.Equal(0, word));
        Assert.Contains(codebook[(18 * 32)..((18 * 32) + 16)], word => word != 0);
        Assert.All(codebook[(19 * 32)..], word => Assert.Equal(0, word));
    }

    /// <summary>Up to 16 different residuals are hit exactly: no codeword stays behind while another is shared.</summary>
    [Fact]
    public void Train_FewDifferentResiduals_HitsAll() =>
        Gen.Select(Gen.Int[1, 32], Gen.Int[1, 7], Gen.ULong).Sample((count, values, seed) =>
        {
            using AlignedBuffer<byte> codes = new(count * 64);
            using AlignedBuffer<byte> centroid = new(64);
            SeededRandom random = new(seed);
            HashSet<(int, int)> pairs = [];
            for (int row = 0; row < count; row++)
            {
                int x = random.NextInt(values) * 15;
                int y = pairs.Count < 14 ? random.NextInt(values) * 20 : 0;
                if (pairs.Contains((x, y)) || pairs.Count < 16)
                {
                    pairs.Add((x, y));
                    codes.View[row * 64] = (byte)x;
                    codes.View[(row * 64) + 1] = (byte)y;
                }
                else
                {
                    codes.View.Slice(0, 2).CopyTo(codes.View.Slice(row * 64, 2));
                }
            }

            CodeRows rows = new(codes.View, count, 64);
            sbyte[] codebook = CellCodebook.Train(rows, [new Cell(0, count, 0)], new CodeRows(centroid.View, 1, 64), 2, CellData.One);
            foreach ((int x, int y) in pairs)
            {
                Assert.Contains(Enumerable.Range(0, 16), c => codebook[c] == x && codebook[c + 16] == y);
            }
        });

    [Fact]
    public void Train_NoRows_IsAllZeros()
    {
        sbyte[] codebook = CellCodebook.Train(new CodeRows(default, 0, 64), [], new CodeRows(default, 0, 64), 10, CellData.One);
        Assert.Equal(new sbyte[8 * 32], codebook);
    }

    [Fact]
    public void Train_LargestResiduals_Fit()
    {
        using AlignedBuffer<byte> codes = new(32 * 64);
        codes.View.Slice(0, 16 * 64).Fill(127);
        using AlignedBuffer<byte> centroids = new(2 * 64);
        centroids.View.Slice(64, 64).Fill(127);
        sbyte[] codebook = CellCodebook.Train(
            new CodeRows(codes.View, 32, 64), [new Cell(0, 16, 0), new Cell(16, 16, 0)], new CodeRows(centroids.View, 2, 64), 64, CellData.One);
        Assert.Contains((sbyte)127, codebook);
        Assert.Contains((sbyte)-127, codebook);
    }

    [Fact]
    public void Train_Cancelled_Stops()
    {
        using CellData data = new(500, 20, 5, 3);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            CellCodebook.Train(data.Codes, data.Cells, data.Centroids, 20, new ParallelContext(2, new CancellationToken(true))));
    }

    [Theory]
    [InlineData(7, 2, 4)]
    [InlineData(-7, 2, -3)]
    [InlineData(5, 3, 2)]
    [InlineData(-5, 3, -2)]
    [InlineData(-4, 3, -1)]
    [InlineData(0, 9, 0)]
    [InlineData(-8323072, 65536, -127)]
    public void Mean_EitherSign_RoundsToTheNearestHalvesUp(int sum, int count, int expected) => Assert.Equal(expected, CellCodebook.Mean(sum, count));
}
