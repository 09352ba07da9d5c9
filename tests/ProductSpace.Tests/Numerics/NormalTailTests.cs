using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class NormalTailTests
{
    /// <summary>Values of any table of the normal distribution; between its steps the table's share is the one before, never too small.</summary>
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.158655)]
    [InlineData(2, 0.0227501)]
    [InlineData(3, 0.0013499)]
    [InlineData(4.5, 3.3977e-6)]
    public void Above_Deviations_AsInTheTables(float z, double share)
    {
        Assert.Equal(share, NormalTail.Above(z), share * 1e-3);
        Assert.InRange(NormalTail.Above(z + 0.05f), 0.7 * share, NormalTail.Above(z));
    }

    [Fact]
    public void Above_OutsideOfTheTable_IsOneOrNothing()
    {
        Assert.Equal(1, NormalTail.Above(-0.01f));
        Assert.Equal(1, NormalTail.Above(float.NaN));
        Assert.Equal(1, NormalTail.Above(float.NegativeInfinity));
        Assert.Equal(0, NormalTail.Above(6));
        Assert.Equal(0, NormalTail.Above(float.PositiveInfinity));
    }

    [Fact]
    public void Above_GrowingDeviations_NeverGrows()
    {
        for (float z = 0; z < 7; z += 0.01f)
        {
            Assert.True(NormalTail.Above(z + 0.01f) <= NormalTail.Above(z));
        }
    }
}
