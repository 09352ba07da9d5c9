using System.Runtime.Intrinsics.X86;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public unsafe class ExactDotTests
{
    private delegate long Kernel(short* row, short* high, short* low, int dimension);

    [SkippableFact]
    public void Sum512_RandomAndExtreme_EqualsScalar()
    {
        Skip.IfNot(Avx512BW.IsSupported, "this processor has no AVX-512BW");
        Check(static (row, high, low, dimension) => ExactDot.Sum512(new RoundedRow(row), high, low, dimension));
    }

    [SkippableFact]
    public void Sum256_RandomAndExtreme_EqualsScalar()
    {
        Skip.IfNot(Avx2.IsSupported, "this processor has no AVX2");
        Check(static (row, high, low, dimension) => ExactDot.Sum256(new RoundedRow(row), high, low, dimension));
    }

    [SkippableFact]
    public void Sum128_RandomAndExtreme_EqualsScalar()
    {
        Skip.IfNot(ExactDot.Has128, "this processor has no 128-bit form");
        Check(static (row, high, low, dimension) => ExactDot.Sum128(new RoundedRow(row), high, low, dimension));
    }

    [Fact]
    public void Sum_Chosen_EqualsScalar() => Check(static (row, high, low, dimension) => ExactDot.Sum(new RoundedRow(row), high, low, dimension));

    /// <summary>The twin adds products in 32 bits, which five large ones overflow.</summary>
    [Fact]
    public void Sum_TwinThatOverflows_IsCaught() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check(static (row, high, low, dimension) =>
        {
            int highSum = 0;
            long lowSum = 0;
            for (int i = 0; i < dimension; i++)
            {
                highSum = unchecked(highSum + (row[i] * high[i]));
                lowSum += row[i] * low[i];
            }

            return ((long)highSum << ExactRows.PlaneBits) + lowSum;
        }));

    private static void Check(Kernel kernel)
    {
        SeededRandom random = new(3);
        foreach (int dimension in new[] { 1, 7, 16, 31, 33, 100, 1000, 4096 })
        {
            short[] row = new short[ExactRows.PlaneLength(dimension)];
            short[] high = new short[row.Length];
            short[] low = new short[row.Length];
            for (int round = 0; round < 50; round++)
            {
                // Behind the row stands the next one, behind the query zeros.
                Array.Fill(row, (short)-1234);
                for (int i = 0; i < dimension; i++)
                {
                    row[i] = round < 2 ? (short)(round == 0 ? 32767 : -32767) : (short)(random.NextInt(65535) - 32767);
                    high[i] = round < 2 ? (short)16384 : (short)(random.NextInt(32769) - 16384);
                    low[i] = round < 2 ? (short)16383 : (short)random.NextInt(16384);
                }

                fixed (short* r = row)
                fixed (short* h = high)
                fixed (short* l = low)
                {
                    Assert.Equal(ExactDot.SumScalar(new RoundedRow(r), h, l, dimension), kernel(r, h, l, dimension));
                }
            }
        }
    }
}
