using ProductSpace.Planning;

namespace ProductSpace.Tests.Planning;

public class PriceProbeTests
{
    [Fact]
    public void Measure_ThisMachine_GivesPricesOfTheRightSize()
    {
        MachinePrices prices = PriceProbe.Measure();
        Assert.True(prices.Measured);
        foreach (double price in new[] { prices.WalkNear, prices.WalkFar, prices.CentroidNear, prices.CentroidFar, prices.LineNear, prices.LineFar, prices.Scan })
        {
            Assert.InRange(price, 0.3, 300);
        }
    }

    [Fact]
    public void Scaled_MemoryTwiceAsSlow_MakesOnlyFarWalksDearer()
    {
        PriceProbe.Raw raw = PriceProbe.Reference;
        Assert.Equal(MachinePrices.BuiltIn with { Measured = true }, PriceProbe.Scaled(raw));
        MachinePrices slow = PriceProbe.Scaled(raw with { Far = 2 * raw.Far });
        Assert.Equal(MachinePrices.BuiltIn with { Measured = true, WalkFar = 2 * MachinePrices.BuiltIn.WalkFar }, slow);
    }

    [Fact]
    public void Scaled_DisturbedMeasurement_IsBounded()
    {
        MachinePrices prices = PriceProbe.Scaled(new PriceProbe.Raw(1e9, 0, 1e9, 0));
        Assert.Equal(8 * MachinePrices.BuiltIn.WalkNear, prices.WalkNear);
        Assert.Equal(MachinePrices.BuiltIn.WalkFar / 8, prices.WalkFar);
    }

    /// <summary>Tests run with the switch off, so that strategies do not depend on the machine.</summary>
    [Fact]
    public void Finish_SwitchOff_LeavesTheBuiltInPrices()
    {
        PriceProbe.Finish();
        PriceProbe.Start();
        Assert.Same(MachinePrices.BuiltIn, MachinePrices.Current);
    }
}
