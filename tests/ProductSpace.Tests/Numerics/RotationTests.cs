using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class RotationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(512)]
    public void Fill_AnyDimension_IsOrthonormal(int dimension)
    {
        int width = Rotation.PaddedWidth(dimension);
        float[] matrix = new float[dimension * width];
        Rotation.Fill(5, dimension, matrix);
        for (int a = 0; a < dimension; a++)
        {
            for (int b = a; b < dimension; b++)
            {
                double dot = 0;
                for (int i = 0; i < dimension; i++)
                {
                    dot += matrix[(a * width) + i] * (double)matrix[(b * width) + i];
                }

                Assert.Equal(a == b ? 1 : 0, dot, 1e-5);
            }
        }
    }

    [Fact]
    public void Apply_VectorWidths_GiveTheBitsOfPlainSums()
    {
        const int dimension = 100;
        int width = Rotation.PaddedWidth(dimension);
        float[] matrix = new float[dimension * width];
        Rotation.Fill(6, dimension, matrix);
        SeededRandom random = new(8);
        float[] input = new float[dimension];
        float[] output = new float[width];
        for (int i = 0; i < dimension; i++)
        {
            input[i] = TestShop.Normal(ref random);
        }

        Rotation.Apply(matrix, input, output);
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
}
