namespace ProductSpace.Recommendations.Tests;

public class NumberDecayTests
{
    [Theory]
    [InlineData(DecayShape.Exponential, .25, .125)]
    [InlineData(DecayShape.Linear, 0, 0)]
    [InlineData(DecayShape.Gauss, .0625, .001953125)]
    public void At_Distances_HalvesAtTheScale(DecayShape shape, double atTwo, double atThree)
    {
        NumberDecay decay = new(ProductNumber.Price, Origin: 100, Scale: 20, shape);
        Assert.Equal(1, decay.At(100), 12);
        Assert.Equal(.5, decay.At(120), 12);
        Assert.Equal(.5, decay.At(80), 12);
        Assert.Equal(atTwo, decay.At(140), 12);
        Assert.Equal(atThree, decay.At(40), 12);
    }
}
