using CsCheck;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>The tables of a query against dot products written out.</summary>
public unsafe class CellQueryTests
{
    [Fact]
    public void Prepare_AnyDimension_StaysWithinHalfAScaleAnEntry() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[0, 128], Gen.Int[0, 64], Gen.ULong).Sample(
            (dimension, spread, queryLimit, seed) =>
            {
                (sbyte[] codes, sbyte[] codebook) = Random(dimension, spread, queryLimit, seed);
                CellQuery query = new();
                query.Prepare(codes, codebook, dimension);
                Check(query, codes, codebook, dimension, new SeededRandom(seed));
            },
            iter: 3000);

    /// <summary>Every product as large as codes allow, a codebook that no build writes included.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(512)]
    [InlineData(514)]
    [InlineData(520)]
    [InlineData(1029)]
    [InlineData(2048)]
    [InlineData(4095)]
    [InlineData(4096)]
    public void Prepare_WorstCodebooks_NeverOverflow(int dimension)
    {
        foreach (sbyte most in new sbyte[] { 1, 2, 4, 63, 127 })
        {
            foreach (sbyte code in new sbyte[] { 63, -64, 1 })
            {
                sbyte[] codes = new sbyte[dimension];
                Array.Fill(codes, code);
                sbyte[] codebook = new sbyte[CellQuery.SubQuantisersFor(dimension) * CellQuery.CodebookBytes];
                for (int i = 0; i < codebook.Length; i++)
                {
                    codebook[i] = (i & 1) == 0 ? most : (sbyte)(-most - 1);
                }

                CellQuery query = new();
                query.Prepare(codes, codebook, dimension);
                Check(query, codes, codebook, dimension, new SeededRandom(1));
            }
        }
    }

    [Fact]
    public void Prepare_SmallNumbers_AreExact()
    {
        (sbyte[] codes, sbyte[] codebook) = Random(100, 1, 60, 4);
        CellQuery query = new();
        query.Prepare(codes, codebook, 100);
        Assert.Equal(1, query.Scale);
    }

    [Fact]
    public void Prepare_QueryOfZeros_HasZeroTables()
    {
        (_, sbyte[] codebook) = Random(7, 100, 1, 4);
        CellQuery query = new();
        query.Prepare(new sbyte[7], codebook, 7);
        Assert.Equal((1, 0, 4), (query.Scale, query.Offset, query.SubQuantisers));
        Assert.All(new Span<byte>(query.Tables, 64).ToArray(), entry => Assert.Equal(0, entry));
    }

    /// <summary>Codes behind the dimension, whatever they are, are no part of the query; nor is what was prepared before.</summary>
    [Fact]
    public void Prepare_CodesBehindTheDimension_AreNotRead()
    {
        (sbyte[] codes, sbyte[] codebook) = Random(64, 100, 63, 4);
        codebook = codebook[..(CellQuery.SubQuantisersFor(9) * CellQuery.CodebookBytes)];
        CellQuery query = new();
        query.Prepare(codes, codebook, 9);
        CellQuery expected = new();
        expected.Prepare(codes.AsSpan(0, 9), codebook, 9);
        Assert.Equal(new Span<byte>(expected.Tables, 128).ToArray(), new Span<byte>(query.Tables, 128).ToArray());
        (sbyte[] longer, sbyte[] larger) = Random(64, 100, 63, 5);
        query.Prepare(longer, larger, 64);
        query.Prepare(codes, codebook, 9);
        Assert.Equal(8, query.SubQuantisers);
        Assert.Equal((expected.Offset, expected.Scale), (query.Offset, query.Scale));
        Assert.Equal(new Span<byte>(expected.Tables, 128).ToArray(), new Span<byte>(query.Tables, 128).ToArray());
    }

    [Fact]
    public void Prepare_AfterEnsureCapacity_AllocatesNothingAndIsAligned()
    {
        (sbyte[] codes, sbyte[] codebook) = Random(300, 100, 63, 4);
        CellQuery query = new();
        query.EnsureCapacity(300);
        Assert.Equal(0u, (nuint)query.Tables % 64);
        query.Prepare(codes, codebook, 300);
        Assert.Equal(0, Allocated.Least(() =>
        {
            query.EnsureCapacity(300);
            query.Prepare(codes, codebook, 300);
            query.Prepare(codes, codebook.AsSpan(0, CellQuery.SubQuantisersFor(100) * CellQuery.CodebookBytes), 100);
        }));
    }

    [Fact]
    public void Prepare_WrongLengths_Refused()
    {
        CellQuery query = new();
        Assert.Throws<ArgumentException>(() => query.Prepare(new sbyte[99], new sbyte[52 * 32], 100));
        Assert.Throws<ArgumentException>(() => query.Prepare(new sbyte[128], new sbyte[(52 * 32) - 1], 100));
        Assert.Throws<ArgumentException>(() => query.Prepare(new sbyte[128], new sbyte[50 * 32], 100));
        Assert.Throws<ArgumentException>(() => query.Prepare([], [], 0));
    }

    [Fact]
    public void EnsureCapacity_ThatGrows_ForgetsTheQuery()
    {
        CellQuery query = CellBlocksTests.Prepared(100, 1);
        query.EnsureCapacity(100);
        Assert.Equal(52, query.SubQuantisers);
        query.EnsureCapacity(200);
        Assert.Equal(0, query.SubQuantisers);
    }

    [SkippableFact]
    public void Tables_128Bits_EqualScalar()
    {
        Skip.IfNot(CellTables128.IsSupported, "this processor has no 128-bit form");
        Gen.Select(Gen.Int[1, 300], Gen.Int[0, 128], Gen.Int[0, 64], Gen.Int[0, 11], Gen.ULong).Sample(
            (dimension, spread, queryLimit, shift, seed) =>
            {
                (sbyte[] codes, sbyte[] codebook) = Random(dimension, spread, queryLimit, seed);
                int subQuantisers = CellQuery.SubQuantisersFor(dimension);
                Array.Resize(ref codes, subQuantisers * CellQuery.Width);
                ushort[] expected = new ushort[subQuantisers * 16];
                ushort[] expectedRanges = new ushort[subQuantisers];
                byte[] expectedTables = new byte[subQuantisers * 16];
                ushort[] entries = new ushort[subQuantisers * 16];
                ushort[] ranges = new ushort[subQuantisers];
                byte[] tables = new byte[subQuantisers * 16];
                fixed (sbyte* q = codes)
                fixed (sbyte* w = codebook)
                fixed (ushort* e = expected, er = expectedRanges, s = entries, r = ranges)
                fixed (byte* et = expectedTables, t = tables)
                {
                    Assert.Equal(CellTablesScalar.Products(q, w, subQuantisers, e, er), CellTables128.Products(q, w, subQuantisers, s, r));
                    CellTablesScalar.Quantise(e, subQuantisers, shift, et);
                    CellTables128.Quantise(s, subQuantisers, shift, t);
                }

                Assert.Equal(expected, entries);
                Assert.Equal(expectedRanges, ranges);
                Assert.Equal(expectedTables, tables);
            },
            iter: 2000);
    }

    /// <summary>Checks the bound for random choices of a codeword each, and that the largest sum fits into 16 bits.</summary>
    private static void Check(CellQuery query, sbyte[] codes, sbyte[] codebook, int dimension, SeededRandom random)
    {
        int subQuantisers = CellQuery.SubQuantisersFor(dimension);
        Assert.Equal(subQuantisers, query.SubQuantisers);
        int largest = 0;
        for (int sub = 0; sub < subQuantisers; sub++)
        {
            largest += new Span<byte>(query.Tables + (sub * 16), 16).ToArray().Max();
        }

        Assert.InRange(largest, 0, ushort.MaxValue);
        int bound = (dimension + 1) / 2 * query.Scale / 2;
        for (int round = 0; round < 8; round++)
        {
            int exact = 0;
            int sum = 0;
            for (int sub = 0; sub < subQuantisers; sub++)
            {
                int c = random.NextInt(16);
                sum += query.Tables[(sub * 16) + c];
                for (int i = 0; i < 2 && (2 * sub) + i < dimension; i++)
                {
                    exact += codes[(2 * sub) + i] * codebook[(sub * 32) + (16 * i) + c];
                }
            }

            int approximate = query.Offset + (query.Scale * sum);
            Assert.True(Math.Abs(approximate - exact) <= bound, $"{approximate} for {exact}, bound {bound}");
        }
    }

    private static (sbyte[] Codes, sbyte[] Codebook) Random(int dimension, int spread, int queryLimit, ulong seed)
    {
        SeededRandom random = new(seed);
        sbyte[] codes = new sbyte[dimension];
        foreach (ref sbyte code in codes.AsSpan())
        {
            code = (sbyte)Math.Min(63, random.NextInt((2 * queryLimit) + 1) - queryLimit);
        }

        sbyte[] codebook = new sbyte[CellQuery.SubQuantisersFor(dimension) * CellQuery.CodebookBytes];
        foreach (ref sbyte word in codebook.AsSpan())
        {
            word = (sbyte)Math.Min(127, random.NextInt((2 * spread) + 1) - spread);
        }

        return (codes, codebook);
    }
}
