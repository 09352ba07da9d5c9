using ProductSpace.Planning;

namespace ProductSpace.Tests.Planning;

public class PriceProbeTests
{
    [Fact]
    public void Measure_ThisMachine_GivesPricesOfTheRightSize()
    {
        MachinePrices prices = PriceProbe.Measure();
        Assert.True(prices.Measured);
        foreach (double price in new[] { prices.WalkNear, prices.WalkFar, prices.CentroidNear, prices.CentroidFar, prices.LineNear, prices.LineFar, prices.Scan, prices.RowLineNear, prices.RowLineFar, prices.ScanLine })
        {
            Assert.InRange(price, 0.1, 300);
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
        MachinePrices prices = PriceProbe.Scaled(new PriceProbe.Raw(1e9, 0, 1e9, 0, 1e9, -5, 1e9));
        Assert.Equal(8 * MachinePrices.BuiltIn.WalkNear, prices.WalkNear);
        Assert.Equal(MachinePrices.BuiltIn.WalkFar / 8, prices.WalkFar);
        Assert.Equal(8 * MachinePrices.BuiltIn.Scan, prices.Scan);
        Assert.Equal(8 * MachinePrices.BuiltIn.RowLineNear, prices.RowLineNear);
        Assert.Equal(MachinePrices.BuiltIn.RowLineFar / 8, prices.RowLineFar);
        Assert.Equal(8 * MachinePrices.BuiltIn.ScanLine, prices.ScanLine);
    }

    /// <summary>What a walk and a scan do besides reading rows costs the same where reading is dearer.</summary>
    [Fact]
    public void Scaled_CacheAndScanOfMoreNanoseconds_AddsThem()
    {
        PriceProbe.Raw raw = PriceProbe.Reference;
        MachinePrices prices = PriceProbe.Scaled(raw with { Near = raw.Near + 4, Scan = raw.Scan + 2, ScanLine = raw.ScanLine + 1 });
        Assert.Equal(MachinePrices.BuiltIn.WalkNear + 4, prices.WalkNear, 9);
        Assert.Equal(MachinePrices.BuiltIn.Scan + 2, prices.Scan, 9);
        Assert.Equal(MachinePrices.BuiltIn.ScanLine + 1, prices.ScanLine, 9);
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
