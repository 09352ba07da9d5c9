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

    [Fact]
    public void Count_AnyBlock_CountsThoseThatReach() =>
        Gen.Select(Gen.Int[-5, 5].Array[0, 70], Gen.OneOf(Gen.Int[-6, 6], Gen.Const(int.MinValue), Gen.Const(int.MaxValue))).Sample((values, least) =>
            Assert.Equal(values.Count(value => value >= least), Threshold.Count(values, least)));

    /// <summary>Enough values reach it; too many only where they are equal to it.</summary>
    [Fact]
    public void For_AnyValues_IsReachedByTheWantedAndFewMore() =>
        Gen.Select(Gen.OneOf(Gen.Int[-5, 5], Gen.Int[-100_000, 100_000], Gen.Int).Array[1, 300], Gen.Int[1, 300], Gen.Int[0, 9]).Sample((values, wanted, spare) =>
        {
            wanted = Math.Min(wanted, values.Length);
            int least = Threshold.For(values, wanted, spare);
            Assert.True(values.Count(value => value >= least) >= wanted);
            Assert.True(values.Count(value => value > least) <= wanted + spare);
        });

    [Fact]
    public void For_NoneToSpare_IsTheLeastOfTheWanted()
    {
        int[] values = [int.MinValue, 7, int.MaxValue, -3, 0, 7, 12, 1, 2, 3];
        for (int wanted = 1; wanted <= values.Length; wanted++)
        {
            int expected = values.OrderDescending().ElementAt(wanted - 1);
            int least = Threshold.For(values, wanted, 0);
            Assert.Equal(values.Count(value => value >= expected), values.Count(value => value >= least));
        }
    }
}
