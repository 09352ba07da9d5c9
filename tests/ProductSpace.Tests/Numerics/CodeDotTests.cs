using System.Runtime.Intrinsics;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public unsafe class CodeDotTests
{
    private static readonly int[] s_lengths = [64, 128, 192, 256, 320, 512, 1024, 2048, 4096];

    private delegate Vector128<int> Kernel(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes);

    private delegate int Single(byte* row, sbyte* query, int bytes);

    [Fact]
    public void Scalar_AnyRows_EqualsJudge() => AssertAgrees(CodeDotScalar.Four, CodeDotScalar.One);

    [SkippableFact]
    public void Width128_AnyRows_EqualsJudge()
    {
        Skip.IfNot(CodeDot128.IsSupported);
        AssertAgrees(CodeDot128.Four, CodeDot128.One);
    }

    [SkippableFact]
    public void Width256_AnyRows_EqualsJudge()
    {
        Skip.IfNot(CodeDot256.IsSupported);
        AssertAgrees(CodeDot256.Four, CodeDot256.One);
    }

    [SkippableFact]
    public void Width512_AnyRows_EqualsJudge()
    {
        Skip.IfNot(CodeDot512.IsSupported);
        AssertAgrees(CodeDot512.Four, CodeDot512.One);
    }

    [Fact]
    public void Chosen_AnyRows_EqualsJudge() => AssertAgrees(CodeDot.Four, CodeDot.One);

    [Fact]
    public void BrokenTwin_ThatAddsThreePairsIn16Bits_IsCaught() =>
        Assert.NotNull(FindDisagreement(FourOfTwin, OverflowingTwin));

    private static void AssertAgrees(Kernel four, Single one) => Assert.Null(FindDisagreement(four, one));

    /// <summary>The first disagreement with plain 64-bit sums over random and extreme rows, or null.</summary>
    private static string? FindDisagreement(Kernel four, Single one)
    {
        SeededRandom random = new(11);
        foreach (int length in s_lengths)
        {
            byte[] rows = new byte[4 * length];
            sbyte[] query = new sbyte[length];
            for (int form = 0; form < 12; form++)
            {
                Fill(rows, query, form, ref random);
                fixed (byte* r = rows)
                fixed (sbyte* q = query)
                {
                    Vector128<int> dots = four(r, r + length, r + (2 * length), r + (3 * length), q, length);
                    for (int row = 0; row < 4; row++)
                    {
                        long judge = Judge(rows.AsSpan(row * length, length), query);
                        int single = one(r + (row * length), q, length);
                        if (dots[row] != judge || single != judge)
                        {
                            return $"length {length}, form {form}, row {row}: {dots[row]} and {single}, the judge says {judge}";
                        }
                    }
                }
            }
        }

        return null;
    }

    private static void Fill(byte[] rows, sbyte[] query, int form, ref SeededRandom random)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = form < 4 ? (byte)127 : (byte)random.NextInt(128);
        }

        for (int i = 0; i < query.Length; i++)
        {
            query[i] = form switch
            {
                0 => 63,
                1 => -63,
                2 => (sbyte)((i & 1) == 0 ? 63 : -63),
                3 => (sbyte)((i & 32) == 0 ? 63 : -63),
                _ => (sbyte)(random.NextInt(127) - 63),
            };
        }
    }

    private static long Judge(ReadOnlySpan<byte> row, ReadOnlySpan<sbyte> query)
    {
        long sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            sum += (long)row[i] * query[i];
        }

        return sum;
    }

    private static Vector128<int> FourOfTwin(byte* a, byte* b, byte* c, byte* d, sbyte* query, int bytes) =>
        Vector128.Create(OverflowingTwin(a, query, bytes), OverflowingTwin(b, query, bytes), OverflowingTwin(c, query, bytes), OverflowingTwin(d, query, bytes));

    private static int OverflowingTwin(byte* row, sbyte* query, int bytes)
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
}
