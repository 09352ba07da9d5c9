using System.Runtime.Intrinsics;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public unsafe class CodeDotTests
{
    private delegate Vector128<int> Four(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes);

    private delegate int One(byte* row, sbyte* query, int bytes);

    [SkippableFact]
    public void Four_512Bits_EqualsScalar()
    {
        Skip.IfNot(CodeDot512.IsSupported, "this processor has no AVX-512BW");
        Check(CodeDot512.Four, CodeDot512.One);
    }

    /// <summary>The one line that only a processor with AVX-VNNI tests is the instruction itself.</summary>
    [SkippableFact]
    public void Four_Vnni_EqualsScalar()
    {
        Skip.IfNot(CodeDotVnni.IsSupported, "this processor has no AVX-VNNI");
        Check(CodeDotVnni.Four, CodeDotVnni.One);
    }

    [SkippableFact]
    public void Four_VnniWithTwinOfItsInstruction_EqualsScalar()
    {
        Skip.IfNot(CodeDot256.IsSupported, "this processor has no AVX2");
        Check(CodeDotVnni.Four<CodeDotVnni.PairStep>, CodeDotVnni.One<CodeDotVnni.PairStep>);
    }

    [SkippableFact]
    public void Four_256Bits_EqualsScalar()
    {
        Skip.IfNot(CodeDot256.IsSupported, "this processor has no AVX2");
        Check(CodeDot256.Four, CodeDot256.One);
    }

    [SkippableFact]
    public void Four_128Bits_EqualsScalar()
    {
        Skip.IfNot(CodeDot128.IsSupported, "this processor has no SSSE3");
        Check(CodeDot128.Four, CodeDot128.One);
    }

    [SkippableFact]
    public void Four_Sdot_EqualsScalar()
    {
        Skip.IfNot(CodeDotSdot.IsSupported, "this processor has no dot product instructions of Arm");
        Check(CodeDotSdot.Four, CodeDotSdot.One);
    }

    [SkippableFact]
    public void Four_AdvSimd_EqualsScalar()
    {
        Skip.IfNot(CodeDotAdvSimd.IsSupported, "this processor has no AdvSimd");
        Check(CodeDotAdvSimd.Four, CodeDotAdvSimd.One);
    }

    [Fact]
    public void Four_Chosen_EqualsScalar() => Check(CodeDot.Four, CodeDot.One);

    /// <summary>The twin adds three pairs of products in 16 bits, one more than fit.</summary>
    [Fact]
    public void Four_TwinThatOverflows_IsCaught() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Check(
            static (a, b, c, d, query, bytes) => Vector128.Create(Overflowing(a, query, bytes), Overflowing(b, query, bytes), Overflowing(c, query, bytes), Overflowing(d, query, bytes)),
            Overflowing));

    private static int Overflowing(byte* row, sbyte* query, int bytes)
    {
        int sum = 0;
        short pairs = 0;
        for (int i = 0; i < bytes; i++)
        {
            pairs = unchecked((short)(pairs + (row[i] * query[i])));
            if (i % 6 == 5 || i == bytes - 1)
            {
                sum += pairs;
                pairs = 0;
            }
        }

        return sum;
    }

    private static void Check(Four four, One one)
    {
        SeededRandom random = new(11);
        foreach (int length in new[] { 64, 128, 192, 320, 1024, 4096 })
        {
            byte[] rows = new byte[4 * length];
            sbyte[] query = new sbyte[length];
            for (int round = 0; round < 40; round++)
            {
                // The first rounds are the corners: every product as large as codes allow, of either sign.
                for (int i = 0; i < rows.Length; i++)
                {
                    rows[i] = round < 4 ? (byte)127 : (byte)random.NextInt(128);
                }

                for (int i = 0; i < length; i++)
                {
                    query[i] = round switch { 0 => 63, 1 => -63, 2 => (sbyte)((i & 1) == 0 ? 63 : -63), _ => (sbyte)(random.NextInt(127) - 63) };
                }

                fixed (byte* r = rows)
                fixed (sbyte* q = query)
                {
                    Vector128<int> expected = CodeDotScalar.Four(r, r + length, r + (2 * length), r + (3 * length), q, length);
                    Assert.Equal(expected, four(r, r + length, r + (2 * length), r + (3 * length), q, length));
                    Assert.Equal(expected[2], one(r + (2 * length), q, length));
                }
            }
        }
    }
}
