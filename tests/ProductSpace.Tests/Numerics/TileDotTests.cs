using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public unsafe class TileDotTests
{
    private delegate void Rows(byte* tile, sbyte* query, int quads, int* dots);

    [SkippableFact]
    public void Rows_512Bits_EqualsScalar()
    {
        Skip.IfNot(TileDot512.IsSupported, "this processor has no AVX-512BW");
        Check(TileDot512.Rows);
    }

    [SkippableFact]
    public void Rows_256Bits_EqualsScalar()
    {
        Skip.IfNot(TileDot256.IsSupported, "this processor has no AVX2");
        Check(TileDot256.Rows);
    }

    [SkippableFact]
    public void Rows_128Bits_EqualsScalar()
    {
        Skip.IfNot(TileDot128.IsSupported, "this processor has no SSSE3");
        Check(TileDot128.Rows);
    }

    [SkippableFact]
    public void Rows_AdvSimd_EqualsScalar()
    {
        Skip.IfNot(TileDotAdvSimd.IsSupported, "this processor has no AdvSimd");
        Check(TileDotAdvSimd.Rows);
    }

    [Fact]
    public void Rows_Chosen_EqualsScalar() => Check(TileDot.Rows);

    /// <summary>The twin adds six pairs of products in 16 bits, more than fit.</summary>
    [Fact]
    public void Rows_TwinThatOverflows_IsCaught() => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check(Overflowing));

    private static void Overflowing(byte* tile, sbyte* query, int quads, int* dots)
    {
        for (int row = 0; row < CodeTiles.Rows; row++)
        {
            dots[row] = 0;
            short pairs = 0;
            for (int i = 0; i < 4 * quads; i++)
            {
                pairs = unchecked((short)(pairs + (tile[(i / 4 * CodeTiles.QuadBytes) + (4 * row) + (i % 4)] * query[i])));
                if (i % 6 == 5 || i == (4 * quads) - 1)
                {
                    dots[row] += pairs;
                    pairs = 0;
                }
            }
        }
    }

    private static void Check(Rows rows)
    {
        SeededRandom random = new(11);
        foreach (int quads in new[] { 2, 4, 8, 26, 32, 96, 1024 })
        {
            byte[] tile = new byte[quads * CodeTiles.QuadBytes];
            sbyte[] query = new sbyte[4 * quads];
            int[] expected = new int[CodeTiles.Rows];
            int[] dots = new int[CodeTiles.Rows];
            for (int round = 0; round < 20; round++)
            {
                // The corners first: all sums as large, then as small as they can be.
                for (int i = 0; i < tile.Length; i++)
                {
                    tile[i] = (byte)(round < 2 ? 127 : random.NextInt(128));
                }

                for (int i = 0; i < query.Length; i++)
                {
                    query[i] = (sbyte)(round == 0 ? 63 : round == 1 ? -64 : random.NextInt(128) - 64);
                }

                fixed (byte* t = tile)
                fixed (sbyte* q = query)
                fixed (int* e = expected)
                fixed (int* d = dots)
                {
                    Array.Fill(dots, 12345);
                    TileDotScalar.Rows(t, q, quads, e);
                    rows(t, q, quads, d);
                }

                Assert.Equal(expected, dots);
                Assert.Equal(Plain(tile, query, 5), expected[5]);
            }
        }
    }

    private static int Plain(byte[] tile, sbyte[] query, int row) => Enumerable.Range(0, query.Length)
        .Sum(i => tile[(i / 4 * CodeTiles.QuadBytes) + (4 * row) + (i % 4)] * query[i]);
}
