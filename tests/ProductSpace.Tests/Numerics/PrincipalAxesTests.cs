using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class PrincipalAxesTests
{
    private const int Dimension = 40;

    /// <summary>Rows vary along numbers 3, 7 and 20 far more than along the others.</summary>
    [Fact]
    public void Find_VarianceInThreeNumbers_AxesHoldIt()
    {
        float[][] axes = Find(threads: 1);
        foreach (int number in new[] { 3, 7, 20 })
        {
            double held = axes.Take(3).Sum(axis => axis[number] * (double)axis[number]);
            Assert.True(held > 0.98, $"the first three axes hold {held:F4} of number {number}");
        }
    }

    [Fact]
    public void Find_AnyRows_AxesAreOrthonormal()
    {
        float[][] axes = Find(threads: 1);
        for (int i = 0; i < axes.Length; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Assert.Equal(i == j ? 1 : 0, axes[i].Zip(axes[j]).Sum(pair => pair.First * (double)pair.Second), 5);
            }
        }
    }

    [Fact]
    public void Find_AnyThreads_SameBits() => Assert.Equal(Find(threads: 1), Find(threads: 4));

    [Fact]
    public void Find_RowsAllTheSame_AxesAreZeroOrOrthonormal()
    {
        using AlignedBuffer<byte> rows = new(50 * 64);
        for (long i = 0; i < rows.Length; i++)
        {
            rows.View[i] = i % 64 < Dimension ? (byte)64 : (byte)0;
        }

        foreach (float[] axis in new PrincipalAxes(new CodeRows(rows.View, 50, 64), Dimension).Find(16, 1, Context(1)))
        {
            Assert.All(axis, number => Assert.True(float.IsFinite(number)));
        }
    }

    private static float[][] Find(int threads)
    {
        using AlignedBuffer<byte> rows = new(2000 * 64);
        SeededRandom random = new(4);
        for (int row = 0; row < 2000; row++)
        {
            for (int j = 0; j < Dimension; j++)
            {
                int reach = j is 3 or 7 or 20 ? 60 : 8;
                rows.View[(row * 64) + j] = (byte)(64 + random.NextInt((2 * reach) + 1) - reach);
            }
        }

        return new PrincipalAxes(new CodeRows(rows.View, 2000, 64), Dimension).Find(8, 1, Context(threads));
    }

    private static ParallelContext Context(int threads) => new(threads, CancellationToken.None);
}
