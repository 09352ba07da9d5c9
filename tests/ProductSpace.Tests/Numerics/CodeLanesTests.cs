using System.Runtime.Intrinsics.X86;
using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public unsafe class CodeLanesTests
{
    private delegate void Block(byte* block, sbyte* query, int steps, int* dots);

    [SkippableFact]
    public void Block_512Bits_EqualsScalar()
    {
        Skip.IfNot(Avx512BW.IsSupported, "this processor has no AVX-512BW");
        Check(static (block, query, steps, dots) => CodeLanes512.Block(block, (int*)query, steps, dots));
    }

    [SkippableFact]
    public void Block_Vnni_EqualsScalar()
    {
        Skip.IfNot(CodeLanesVnni.IsSupported, "this processor has no AVX-VNNI");
        Check(static (block, query, steps, dots) => CodeLanesVnni.Block(block, (int*)query, steps, dots));
    }

    [SkippableFact]
    public void Block_VnniWithTwinOfItsInstruction_EqualsScalar()
    {
        Skip.IfNot(Avx2.IsSupported, "this processor has no AVX2");
        Check(static (block, query, steps, dots) => CodeLanesVnni.Block<CodeDotVnni.PairStep>(block, (int*)query, steps, dots));
    }

    [SkippableFact]
    public void Block_256Bits_EqualsScalar()
    {
        Skip.IfNot(Avx2.IsSupported, "this processor has no AVX2");
        Check(static (block, query, steps, dots) =>
        {
            CodeLanes256.Half(block, (int*)query, steps, dots);
            CodeLanes256.Half(block + 128, (int*)query, steps, dots + 32);
        });
    }

    /// <summary>The twin forgets the step that is left of an odd number.</summary>
    [Fact]
    public void Block_TwinWithoutItsLastStep_IsCaught() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check(static (block, query, steps, dots) => CodeLanesScalar.Block(block, query, steps & ~1, dots)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(63, 5)]
    [InlineData(64, 64)]
    [InlineData(65, 100)]
    [InlineData(300, 130)]
    public void Dot_AnyShape_EqualsTheRows(int count, int dimension)
    {
        SeededRandom random = new(5);
        int stride = CodeRows.StrideFor(dimension);
        using AlignedBuffer<byte> bytes = new((long)count * stride);
        sbyte[] query = new sbyte[stride];
        for (int i = 0; i < dimension; i++)
        {
            query[i] = (sbyte)(random.NextInt(127) - 63);
            for (int row = 0; row < count; row++)
            {
                bytes.View[((long)row * stride) + i] = (byte)(1 + random.NextInt(127));
            }
        }

        CodeRows rows = new(bytes.View, count, stride);
        CodeLanes lanes = CodeLanes.Of(rows, dimension);
        int[] expected = new int[count];
        rows.DotRange(0, query, expected);
        int[] dots = new int[lanes.PaddedCount];
        Array.Fill(dots, -1);
        lanes.Dot(0, query, dots);
        Assert.Equal(expected, dots.Take(count));
        Assert.All(dots.Skip(count), dot => Assert.Equal(0, dot));
        int last = lanes.PaddedCount - CodeLanes.BlockRows;
        int[] ofLast = new int[CodeLanes.BlockRows];
        lanes.Dot(last, query, ofLast);
        Assert.Equal(dots[last..], ofLast);
        foreach ((int first, int length, int asked) in new[] { (0, lanes.PaddedCount - 1, stride), (0, lanes.PaddedCount + 64, stride), (1, 64, stride), (-64, 64, stride), (lanes.PaddedCount, 64, stride), (0, 64, 0) })
        {
            Assert.Throws<ArgumentException>(() => lanes.Dot(first, query.AsSpan(0, asked), new int[length]));
        }

        Assert.Throws<ArgumentException>(() => lanes.Set(count, new byte[stride]));
        Assert.Throws<ArgumentException>(() => lanes.Set(0, []));
    }

    [Theory]
    [InlineData(8192, 128, true)]
    [InlineData(8193, 100, false)]
    [InlineData(8192, 129, false)]
    [InlineData(2730, 384, true)]
    [InlineData(2731, 384, false)]
    [InlineData(0, 4096, true)]
    public void Fits_RowsTimesBytes_IsTheStatedRule(int rows, int dimension, bool fits) =>
        Assert.Equal(fits, CodeLanes.Fits(rows, dimension));

    private static void Check(Block kernel)
    {
        SeededRandom random = new(11);
        foreach (int steps in new[] { 1, 2, 3, 16, 25, 96 })
        {
            byte[] block = new byte[steps * 256];
            sbyte[] query = new sbyte[steps * 4];
            int[] expected = new int[64];
            int[] dots = new int[64];
            for (int round = 0; round < 20; round++)
            {
                // The first rounds are the corners: every product as large as codes allow, of either sign.
                for (int i = 0; i < block.Length; i++)
                {
                    block[i] = round < 3 ? (byte)127 : (byte)random.NextInt(128);
                }

                for (int i = 0; i < query.Length; i++)
                {
                    query[i] = round switch { 0 => 63, 1 => -63, _ => (sbyte)(random.NextInt(127) - 63) };
                }

                fixed (byte* b = block)
                fixed (sbyte* q = query)
                fixed (int* e = expected)
                fixed (int* d = dots)
                {
                    CodeLanesScalar.Block(b, q, steps, e);
                    kernel(b, q, steps, d);
                }

                Assert.Equal(expected, dots);
            }
        }
    }
}
