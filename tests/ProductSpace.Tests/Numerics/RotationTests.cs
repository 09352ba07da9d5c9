using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class RotationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(129)]
    [InlineData(300)]
    public void Fill_AnyDimension_IsOrthonormal(int dimension)
    {
        int width = Rotation.PaddedWidth(dimension);
        float[] matrix = new float[dimension * width];
        Rotation.Fill(5, dimension, matrix);
        for (int a = 0; a < dimension; a++)
        {
            for (int b = a; b < dimension; b += 1 + (dimension / 40))
            {
                double dot = 0;
                for (int k = 0; k < dimension; k++)
                {
                    dot += (double)matrix[(k * width) + a] * matrix[(k * width) + b];
                }

                Assert.Equal(a == b ? 1 : 0, dot, 1e-5);
            }
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(120)]
    [InlineData(300)]
    public void Apply_OnThisMachine_EqualsTheLoopToTheBit(int dimension)
    {
        int width = Rotation.PaddedWidth(dimension);
        float[] matrix = new float[dimension * width];
        Rotation.Fill(5, dimension, matrix);
        SeededRandom random = new(2);
        float[] input = new float[dimension];
        for (int i = 0; i < dimension; i++)
        {
            input[i] = TestShop.Normal(ref random);
        }

        float[] output = new float[width];
        Rotation.Apply(matrix, input, output);
        for (int column = 0; column < width; column++)
        {
            float sum = 0;
            for (int k = 0; k < dimension; k++)
            {
                float product = matrix[(k * width) + column] * input[k];
                sum += product;
            }

            Assert.Equal(BitConverter.SingleToInt32Bits(sum), BitConverter.SingleToInt32Bits(output[column]));
        }
    }

    [Fact]
    public void Fill_AnotherSeed_IsAnotherMatrix()
    {
        float[] one = new float[16 * 16];
        float[] other = new float[16 * 16];
        Rotation.Fill(1, 16, one);
        Rotation.Fill(2, 16, other);
        Assert.NotEqual(one, other);
    }
}
