using System.Numerics;
using System.Runtime.InteropServices;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class RotationTests
{
    /// <summary>Powers of two, numbers beside them, less than a vector, one group of signs and more.</summary>
    public static TheoryData<int> Dimensions { get; } =
        [1, 2, 3, 5, 7, 15, 16, 17, 25, 33, 64, 100, 127, 128, 200, 384, 511, 513, 768, 1000, 1024, 1536];

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Apply_AnyDimension_KeepsLengthsAndAngles(int dimension)
    {
        Rotation rotation = Make(dimension);
        SeededRandom random = new(5);
        (float[] a, float[] b) = (Numbers(ref random, dimension), Numbers(ref random, dimension));
        (float[] c, float[] d) = (Rotate(rotation, a), Rotate(rotation, b));
        Assert.Equal(1, Dot(c, c) / Dot(a, a), 1e-5);
        Assert.Equal(Dot(a, b), Dot(c, d), 1e-5 * Math.Sqrt(Dot(a, a) * Dot(b, b)));
    }

    /// <summary>A query would otherwise be worth another answer on another machine.</summary>
    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Apply_EveryWidth_GivesTheSameBits(int dimension)
    {
        SeededRandom random = new(6);
        float[] input = Numbers(ref random, dimension);
        uint[] signs = HadamardRotation.Signs(9, dimension);
        float[] expected = Garbage(dimension);
        HadamardRotation.Apply<FloatLanesScalar>(signs, input, expected);
        AssertSame<FloatLanes128>();
        AssertSame<FloatLanes256>();
        AssertSame<FloatLanes512>();

        void AssertSame<T>()
            where T : struct, IFloatLanes<T>
        {
            float[] output = Garbage(dimension);
            HadamardRotation.Apply<T>(signs, input, output);
            Assert.Equal(MemoryMarshal.AsBytes<float>(expected), MemoryMarshal.AsBytes<float>(output));
        }
    }

    /// <summary>The exact scan stands on this bound.</summary>
    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Undo_RotatedVector_GivesItBack(int dimension)
    {
        SeededRandom random = new(9);
        Rotation rotation = new(HadamardRotation.Signs(3, dimension), dimension);
        float[] vector = [.. Enumerable.Range(0, dimension).Select(_ => (float)TestShop.Normal(ref random))];
        float[] turned = new float[Rotation.PaddedWidth(dimension)];
        rotation.Apply(vector, turned);
        rotation.Undo(turned);
        for (int i = 0; i < dimension; i++)
        {
            Assert.Equal(vector[i], turned[i], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Dimensions))]
    public void Apply_AnyDimension_RoundsWithinTheBound(int dimension)
    {
        Rotation rotation = Make(dimension);
        SeededRandom random = new(7);
        for (int round = 0; round < 20; round++)
        {
            float[] input = Numbers(ref random, dimension);
            input[random.NextInt(dimension)] += 20 * (round % 3);
            double[] exact = Define(HadamardRotation.Signs(9, dimension), input);
            float[] output = Rotate(rotation, input);
            double lost = 0;
            for (int i = 0; i < dimension; i++)
            {
                lost += (output[i] - exact[i]) * (output[i] - exact[i]);
            }

            Assert.InRange(Math.Sqrt(lost / Dot(input, input)), 0, rotation.Rounding);
        }
    }

    /// <summary>
    /// Each single number is spread over the whole result, so that none keeps a large share of the variance: the fourth
    /// moment is near the 3 of a normal distribution. Without the step between the halves it is 40 at 1,000, with that
    /// step in every round 24 at 1,536.
    /// </summary>
    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(768)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(1536)]
    public void Apply_SingleNumbers_AreSpread(int dimension)
    {
        Rotation rotation = Make(dimension);
        float[] input = new float[dimension];
        for (int place = 0; place < dimension; place++)
        {
            input[place] = 1;
            double fourth = 0;
            foreach (float number in Rotate(rotation, input))
            {
                fourth += Math.Pow(number, 4) * dimension;
            }

            Assert.InRange(fourth, 1, 6);
            input[place] = 0;
        }
    }

    [Fact]
    public void Signs_OtherSeed_OtherRotation()
    {
        Assert.NotEqual(HadamardRotation.Signs(1, 100), HadamardRotation.Signs(2, 100));
        Assert.Equal(HadamardRotation.SignWords(100), HadamardRotation.Signs(1, 100).Length);
    }

    [Fact]
    public void Apply_MatrixOfAnOlderFile_GivesTheBitsOfPlainSums()
    {
        const int dimension = 100;
        int width = Rotation.PaddedWidth(dimension);
        SeededRandom random = new(8);
        float[] matrix = Numbers(ref random, dimension * width);
        float[] input = Numbers(ref random, dimension);
        float[] output = Rotate(new Rotation(matrix, dimension), input);
        for (int column = 0; column < width; column++)
        {
            float sum = 0;
            for (int k = 0; k < dimension; k++)
            {
                sum += matrix[(k * width) + column] * input[k];
            }

            Assert.Equal(BitConverter.SingleToInt32Bits(sum), BitConverter.SingleToInt32Bits(output[column]));
        }
    }

    /// <summary>The definition in float64, each transform as sums over all numbers.</summary>
    private static double[] Define(uint[] signs, float[] input)
    {
        int dimension = input.Length;
        int power = 1 << BitOperations.Log2((uint)dimension);
        int rounds = power == dimension ? 2 : 4;
        double[] numbers = Array.ConvertAll(input, number => (double)number);
        for (int round = 0; round < rounds; round++)
        {
            ReadOnlySpan<uint> words = signs.AsSpan(signs.Length / rounds * round, signs.Length / rounds);
            for (int i = 0; i < dimension; i++)
            {
                uint word = words[(i / 512 * 16) + (i % 16)];
                numbers[i] *= (word & (1u << (31 - (i % 512 / 16)))) != 0 ? -1 : 1;
            }

            int start = round % 2 == 0 ? 0 : dimension - power;
            double[] part = numbers[start..(start + power)];
            for (int i = 0; i < power; i++)
            {
                double sum = 0;
                for (int j = 0; j < power; j++)
                {
                    sum += (BitOperations.PopCount((uint)(i & j)) % 2 == 0 ? 1 : -1) * part[j];
                }

                numbers[start + i] = sum / Math.Sqrt(power);
            }

            for (int i = 0; round == 1 && rounds == 4 && i < dimension / 2; i++)
            {
                (double a, double b) = (numbers[i], numbers[i + (dimension / 2)]);
                (numbers[i], numbers[i + (dimension / 2)]) = ((a + b) * Math.Sqrt(.5), (a - b) * Math.Sqrt(.5));
            }
        }

        return numbers;
    }

    private static Rotation Make(int dimension) => new(HadamardRotation.Signs(9, dimension), dimension);

    private static float[] Rotate(Rotation rotation, float[] input)
    {
        float[] output = Garbage(input.Length);
        rotation.Apply(input, output);
        return output;
    }

    private static float[] Garbage(int dimension)
    {
        float[] output = new float[Rotation.PaddedWidth(dimension)];
        Array.Fill(output, float.NaN);
        return output;
    }

    private static float[] Numbers(ref SeededRandom random, int count)
    {
        float[] numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
        {
            number = TestShop.Normal(ref random);
        }

        return numbers;
    }

    private static double Dot(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * (double)b[i];
        }

        return sum;
    }
}
