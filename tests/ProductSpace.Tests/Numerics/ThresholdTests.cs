using CsCheck;
using ProductSpace.Numerics;

namespace ProductSpace.Tests.Numerics;

public class ThresholdTests
{
    [Fact]
    public void Find_AnyBlock_GivesThePlacesInOrder() =>
        Gen.Select(Gen.Int[-5, 5].Array[0, 70], Gen.OneOf(Gen.Int[-6, 6], Gen.Const(int.MinValue), Gen.Const(int.MaxValue))).Sample((values, least) =>
        {
            int[] places = new int[values.Length];
            int count = Threshold.Find(values, least, places);
            int[] expected = [.. Enumerable.Range(0, values.Length).Where(place => values[place] >= least)];
            Assert.Equal(expected, places[..count]);
        });

    [Fact]
    public void Find_ExtremesOfInt_AreCompared()
    {
        int[] values = [int.MinValue, int.MaxValue, 0, -1, int.MinValue, 1, int.MaxValue, 2, int.MaxValue];
        int[] places = new int[9];
        Assert.Equal(9, Threshold.Find(values, int.MinValue, places));
        Assert.Equal(3, Threshold.Find(values, int.MaxValue, places));
        Assert.Equal([1, 6, 8], places[..3]);
    }

    [Fact]
    public void Find_TooFewPlaces_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Threshold.Find([1, 2, 3], 0, new int[2]));
}
