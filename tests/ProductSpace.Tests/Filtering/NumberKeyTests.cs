using CsCheck;
using ProductSpace.Filtering;

namespace ProductSpace.Tests.Filtering;

/// <summary>Keys of numbers are in the order of the numbers, and what is no number lies outside.</summary>
public class NumberKeyTests
{
    [Fact]
    public void Of_AnyTwoNumbers_AreInTheirOrder() =>
        Gen.Select(Gen.Double, Gen.Double).Where((a, b) => !double.IsNaN(a) && !double.IsNaN(b)).Sample((a, b) =>
            Math.Sign(a.CompareTo(b)) == Math.Sign(NumberKey.Of(a).CompareTo(NumberKey.Of(b))) || (a == 0 && b == 0));

    [Fact]
    public void Of_Zeros_AreOne()
    {
        Assert.Equal(NumberKey.Of(0.0), NumberKey.Of(-0.0));
        Assert.Equal(0, BitConverter.DoubleToInt64Bits(NumberKey.WithoutSign(-0.0)));
    }

    [Theory]
    [InlineData(0x7FF8_0000_0000_0000)]
    [InlineData(0x7FF0_0000_0000_0001)]
    [InlineData(unchecked((long)0xFFF8_0000_0000_0000))]
    [InlineData(unchecked((long)0xFFF0_0000_0000_0001))]
    [InlineData(-1)]
    public void Fold_EveryNaN_LiesOutsideAllRanges(long bits)
    {
        long key = NumberKey.Fold(bits);
        Assert.True(key < NumberKey.Least || key > NumberKey.Greatest);
    }
}
