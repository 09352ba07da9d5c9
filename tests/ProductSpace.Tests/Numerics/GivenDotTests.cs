using ProductSpace.Memory;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

/// <summary>Rows as given: cosines as float64 has them, at every dimension and length.</summary>
public class GivenDotTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1e30)]
    [InlineData(8, 1e-30)]
    [InlineData(64, 1e-42)]
    [InlineData(4096, 1e30)]
    public void Similarity_GivenRows_IsTheFloat64Cosine(int dimension, double length)
    {
        const int count = 30;
        SeededRandom random = new((ulong)dimension);
        using AlignedBuffer<float> rows = new(count * dimension);
        Span<float> numbers = rows.View.Slice(0, count * dimension);
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)(length * (random.NextDouble() + 0.5));
        }

        ExactRows exact = new(rows.View, count, dimension);
        ExactQuery query = new();
        query.EnsureCapacity(dimension);
        float[] decoded = new float[dimension];
        for (int row = 0; row < count; row++)
        {
            exact.Decode(row, query.Unit);
            query.Split(dimension);
            exact.Decode(row, decoded);
            ReadOnlySpan<float> given = numbers.Slice(row * dimension, dimension);
            Assert.Equal(1, exact.Similarity(row, query), 1e-13);
            Assert.Equal(1, Float64.Cosine(decoded, given), 1e-12);
            for (int other = 0; other < count; other++)
            {
                Assert.Equal(Float64.Cosine(given, numbers.Slice(other * dimension, dimension)), exact.Similarity(other, query), 1e-13);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Similarity_ForgedRow_IsTheLeast(float number)
    {
        using AlignedBuffer<float> rows = new(10);
        rows.View.Slice(0, 10).Fill(number);
        ExactQuery query = new();
        query.EnsureCapacity(10);
        query.Unit[0] = 1;
        query.Split(10);
        Assert.Equal(-1, new ExactRows(rows.View, 1, 10).Similarity(0, query));
    }

    [Fact]
    public void Similarity_RowOutside_Refused()
    {
        using AlignedBuffer<float> rows = new(20);
        ExactQuery query = new();
        query.EnsureCapacity(10);
        ExactRows exact = new(rows.View, 2, 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => exact.Similarity(2, query));
        Assert.Throws<ArgumentOutOfRangeException>(() => exact.Similarity(-1, query));
        Assert.Throws<ArgumentException>(() => new ExactRows(rows.View, 3, 10));
    }
}
