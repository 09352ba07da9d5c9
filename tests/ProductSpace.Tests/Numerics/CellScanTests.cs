using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public unsafe class CellScanTests
{
    private delegate uint Scan(byte* block, byte* tables, int subQuantisers, ushort least, ushort* sums);

    [SkippableFact]
    public void Scan_512Bits_EqualsScalar()
    {
        Skip.IfNot(CellScan512.IsSupported, "this processor has no AVX-512BW");
        Check(CellScan512.Scan);
    }

    [SkippableFact]
    public void Scan_256Bits_EqualsScalar()
    {
        Skip.IfNot(CellScan256.IsSupported, "this processor has no AVX2");
        Check(CellScan256.Scan);
    }

    [SkippableFact]
    public void Scan_128Bits_EqualsScalar()
    {
        Skip.IfNot(CellScan128.IsSupported, "this processor has no 128-bit form");
        Check(CellScan128.Scan);
    }

    [Fact]
    public void Scan_Chosen_EqualsScalar() => Check(CellScan.Scan);

    /// <summary>The twin forgets that the words of two entries carry from the even product to the odd one.</summary>
    [Fact]
    public void Scan_TwinThatForgetsTheCarry_IsCaught() => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check(Forgetful));

    private static uint Forgetful(byte* block, byte* tables, int subQuantisers, ushort least, ushort* sums)
    {
        uint mask = CellScanScalar.Scan(block, tables, subQuantisers, least, sums);
        for (int i = 1; i < CellBlocks.Products; i += 2)
        {
            sums[i] += (ushort)(sums[i - 1] >> 8);
        }

        return mask;
    }

    private static void Check(Scan scan)
    {
        SeededRandom random = new(5);
        foreach (int subQuantisers in new[] { 4, 8, 12, 52, 128, 256, 2048 })
        {
            byte[] block = new byte[subQuantisers * CellBlocks.Lane];
            byte[] tables = new byte[subQuantisers * CellBlocks.Lane];
            ushort[] expected = new ushort[CellBlocks.Products];
            ushort[] sums = new ushort[CellBlocks.Products];

            // The largest entries with a sum within 16 bits.
            int limit = Math.Min(255, 65535 / subQuantisers);
            for (int round = 0; round < 40; round++)
            {
                for (int i = 0; i < block.Length; i++)
                {
                    block[i] = (byte)random.NextInt(256);
                    tables[i] = (byte)(round == 0 ? limit : random.NextInt(limit + 1));
                }

                fixed (byte* b = block)
                fixed (byte* t = tables)
                fixed (ushort* e = expected)
                fixed (ushort* s = sums)
                {
                    ushort least = 0;
                    for (int i = 0; i < 5; i++)
                    {
                        Array.Fill(sums, (ushort)12345);
                        uint mask = CellScanScalar.Scan(b, t, subQuantisers, least, e);
                        Assert.Equal(mask, scan(b, t, subQuantisers, least, s));
                        Assert.Equal(expected, sums);

                        // A sum that is there, so that "equal to the least" is met; then the two ends.
                        least = i switch { 3 => 65535, 2 => 32768, _ => expected[random.NextInt(CellBlocks.Products)] };
                    }
                }
            }
        }
    }
}
