using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public sealed class NavigationTests : IDisposable
{
    private const int Dimension = 100;

    private readonly AlignedBuffer<byte> _axes = new(32 * 128);

    public NavigationTests()
    {
        SeededRandom random = new(5);
        for (int i = 0; i < 32; i++)
        {
            for (int j = 0; j < Dimension; j++)
            {
                _axes.View[(i * 128) + j] = (byte)(1 + random.NextInt(127));
            }
        }
    }

    public void Dispose() => _axes.Dispose();

    [Fact]
    public void Project_AnyCodes_AreDotProductsOfSignedNumbers()
    {
        SeededRandom random = new(6);
        sbyte[] codes = new sbyte[128];
        for (int j = 0; j < Dimension; j++)
        {
            codes[j] = (sbyte)(random.NextInt(127) - 63);
        }

        int[] numbers = new int[32];
        Make(step: 1).Project(codes, codes.Sum(code => code), numbers);
        for (int i = 0; i < 32; i++)
        {
            int expected = 0;
            for (int j = 0; j < Dimension; j++)
            {
                expected += (_axes.View[(i * 128) + j] - CodeRows.Zero) * codes[j];
            }

            Assert.Equal(expected, numbers[i]);
        }
    }

    [Fact]
    public void Encode_AnyNumbers_RoundedHalfAwayAndClipped()
    {
        int[] numbers = new int[32];
        (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]) = (0, 49, 50, -50, 1_000_000, -1_000_000);
        byte[] codes = new byte[64];
        codes.AsSpan().Fill(9);
        Make(step: 100).Encode(numbers, codes);
        Assert.Equal(new byte[] { 64, 64, 65, 63, 127, 1 }, codes[..6]);
        Assert.All(codes[32..], code => Assert.Equal(0, code));
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(10, 20)]
    [InlineData(55, 110)]
    [InlineData(100, 200)]
    [InlineData(190, 380)]
    public void DepthFor_AnyK_LiesOnTheLine(int k, int depth) => Assert.Equal(depth, Make(step: 1).DepthFor(k));

    [Theory]
    [InlineData(384, 128, true)]
    [InlineData(128, 128, true)]
    [InlineData(100, 128, false)]
    [InlineData(384, 100, false)]
    [InlineData(384, 0, false)]
    [InlineData(4096, 528, false)]
    public void Fits_AnyNumbers_OnlyMultiplesWithinTheVector(int dimension, int navigated, bool fits) =>
        Assert.Equal(fits, Navigation.Fits(dimension, navigated));

    private Navigation Make(int step) => new(new CodeRows(_axes.View, 32, 128), 0.01, step, 20, 200, lost: 0.25);
}
