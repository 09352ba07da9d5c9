using CsCheck;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>The checked view over blocks of 4-bit codes, against sums written out.</summary>
public class CellBlocksTests
{
    [Fact]
    public void Scan_AnyDimensionBlockAndLeast_EqualsPlainSums() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[0, 4], Gen.Int[0, 31], Gen.Int[-1, 1], Gen.ULong).Sample(
            (dimension, block, product, beside, seed) =>
            {
                int subQuantisers = CellQuery.SubQuantisersFor(dimension);
                using AlignedBuffer<byte> bytes = Fill(5, subQuantisers, seed);
                CellBlocks blocks = new(bytes.View, 5, subQuantisers);
                CellQuery query = Prepared(dimension, seed);
                int[] expected = Plain(bytes, block, query);
                ushort[] sums = new ushort[32];
                int least = expected[product] + beside;
                uint mask = blocks.Scan(block, query, least, sums);
                Assert.Equal(expected, sums.Select(sum => (int)sum));
                for (int i = 0; i < 32; i++)
                {
                    Assert.Equal(expected[i] >= least, (mask >> i & 1) == 1);
                }
            },
            iter: 2000);

    [Fact]
    public void Scan_LeastOutsideOf16Bits_TakesAllOrNone()
    {
        using AlignedBuffer<byte> bytes = Fill(1, 52, 3);
        CellBlocks blocks = new(bytes.View, 1, 52);
        CellQuery query = Prepared(100, 3);
        int[] expected = Plain(bytes, 0, query);
        foreach ((int least, uint mask) in new[] { (0, ~0u), (-1, ~0u), (int.MinValue, ~0u), (65_535, 0u), (65_536, 0u), (65_537 + 65_536, 0u), (int.MaxValue, 0u) })
        {
            ushort[] sums = new ushort[33];
            Assert.Equal(mask, blocks.Scan(0, query, least, sums));
            Assert.Equal(expected, sums.Take(32).Select(sum => (int)sum));
            Assert.Equal(0, sums[32]);
        }
    }

    [Fact]
    public void Scan_SumOf65535_IsInUpToItself()
    {
        // 257 sub-quantisers with a range of 255 and three of padding: the largest sum that there is.
        const int dimension = 514;
        CellQuery query = new();
        sbyte[] codebook = new sbyte[CellQuery.SubQuantisersFor(dimension) * CellQuery.CodebookBytes];
        sbyte[] codes = new sbyte[dimension];
        for (int sub = 0; sub < 257; sub++)
        {
            codebook[sub * CellQuery.CodebookBytes] = 127;
            codebook[(sub * CellQuery.CodebookBytes) + 1] = -128;
            codes[2 * sub] = 1;
        }

        query.Prepare(codes, codebook, dimension);
        using AlignedBuffer<byte> bytes = new(query.SubQuantisers * CellBlocks.Lane);
        CellBlocks blocks = new(bytes.View, 1, query.SubQuantisers);
        ushort[] sums = new ushort[32];
        Assert.Equal(~0u, blocks.Scan(0, query, 65_535, sums));
        Assert.All(sums, sum => Assert.Equal(65_535, sum));
        Assert.Equal(0u, blocks.Scan(0, query, 65_536, sums));
        Assert.Equal((1, -128 * 257), (query.Scale, query.Offset));
    }

    [Fact]
    public void Reads_OutsideOfTheView_Refused()
    {
        using AlignedBuffer<byte> bytes = new(3 * 52 * 16);
        CellBlocks blocks = new(bytes.View, 3, 52);
        CellQuery query = Prepared(100, 1);
        ushort[] sums = new ushort[32];
        foreach (int block in new[] { -1, 3, int.MaxValue, int.MinValue })
        {
            Assert.ThrowsAny<ArgumentException>(() => blocks.Scan(block, query, 0, sums));
            blocks.Prefetch(block);
        }

        blocks.Prefetch(2);
        Assert.Equal(3, blocks.Count);
        Assert.Throws<ArgumentException>(() => blocks.Scan(0, query, 0, sums.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => blocks.Scan(0, Prepared(108, 1), 0, sums));
        Assert.Throws<ArgumentException>(() => blocks.Scan(0, new CellQuery(), 0, sums));
        Assert.Throws<ArgumentException>(() => new CellBlocks(bytes.View, 4, 52));
        Assert.Throws<ArgumentException>(() => new CellBlocks(bytes.View, -1, 52));
        Assert.Throws<ArgumentException>(() => new CellBlocks(bytes.View, 1, 0));
        Assert.Throws<ArgumentException>(() => new CellBlocks(bytes.View, 1, 50));
        Assert.Throws<ArgumentException>(() => new CellBlocks(bytes.View, 1, -4));
        Assert.Throws<ArgumentException>(() => new CellBlocks(bytes.View, int.MaxValue, int.MaxValue - 3));
        Assert.Equal(0, new CellBlocks(default, 0, 4).Count);
    }

    internal static CellQuery Prepared(int dimension, ulong seed)
    {
        SeededRandom random = new(~seed);
        sbyte[] codebook = new sbyte[CellQuery.SubQuantisersFor(dimension) * CellQuery.CodebookBytes];
        sbyte[] codes = new sbyte[dimension];
        int spread = 1 + random.NextInt(127);
        foreach (ref sbyte word in codebook.AsSpan())
        {
            word = (sbyte)(random.NextInt((2 * spread) + 1) - spread);
        }

        foreach (ref sbyte code in codes.AsSpan())
        {
            code = (sbyte)(random.NextInt(127) - 63);
        }

        CellQuery query = new();
        query.EnsureCapacity(dimension);
        query.Prepare(codes, codebook, dimension);
        return query;
    }

    private static AlignedBuffer<byte> Fill(int count, int subQuantisers, ulong seed)
    {
        AlignedBuffer<byte> bytes = new(count * subQuantisers * CellBlocks.Lane);
        SeededRandom random = new(seed);
        foreach (ref byte code in bytes.View.Slice(0, (int)bytes.Length))
        {
            code = (byte)random.NextInt(256);
        }

        return bytes;
    }

    private static unsafe int[] Plain(AlignedBuffer<byte> bytes, int block, CellQuery query)
    {
        int[] sums = new int[32];
        for (int sub = 0; sub < query.SubQuantisers; sub++)
        {
            for (int i = 0; i < 32; i++)
            {
                byte both = bytes.View[(((block * query.SubQuantisers) + sub) * CellBlocks.Lane) + (i % 16)];
                sums[i] += query.Tables[(sub * CellBlocks.Lane) + (i < 16 ? both & 15 : both >> 4)];
            }
        }

        return sums;
    }
}
