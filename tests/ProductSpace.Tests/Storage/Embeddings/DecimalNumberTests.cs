using System.Globalization;
using System.Text;
using CsCheck;
using ProductSpace.Storage.Embeddings;

namespace ProductSpace.Tests.Storage.Embeddings;

public class DecimalNumberTests
{
    [Fact]
    public void TryParse_Decimals_SameBitsAsFloatParse() =>
        Gen.Select(Gen.Long, Gen.Int[0, 24], Gen.Int[0, 18], Gen.Bool).Sample(
            (digits, point, cut, negative) =>
            {
                string text = Math.Abs(digits % (long)Math.Pow(10, cut)).ToString(CultureInfo.InvariantCulture).PadLeft(point + 1, '0');
                Same((negative ? "-" : string.Empty) + text.Insert(text.Length - point, "."));
            },
            iter: 20_000,
            threads: 1);

    [Fact]
    public void TryParse_NearHalfwayBetweenFloats_SameBitsAsFloatParse() =>
        Gen.UInt[0x3F000000, 0x4F000000].Sample(
            bits =>
            {
                double halfway = ((double)BitConverter.UInt32BitsToSingle(bits) + BitConverter.UInt32BitsToSingle(bits + 1)) / 2;
                string text = ((decimal)halfway).ToString(CultureInfo.InvariantCulture);
                Same(text);
                Same(text + (text.Contains('.', StringComparison.Ordinal) ? "0000000000001" : ".0000000000001"));
            },
            iter: 5_000,
            threads: 1);

    [Theory]
    [InlineData("0")]
    [InlineData("-0.0")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+3")]
    [InlineData("1e-45")]
    [InlineData("3.4028235e38")]
    [InlineData("9007199254740993")]
    [InlineData("0.00000000000000000000000000000000000001")]
    public void TryParse_Edges_SameBitsAsFloatParse(string text) => Same(text);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("0,5")]
    [InlineData("1\r")]
    [InlineData("0x1")]
    [InlineData("--1")]
    [InlineData("infx")]
    [InlineData("7\0\0\0")]
    public void TryParse_NoNumber_False(string text) => Assert.False(DecimalNumber.TryParse(Encoding.UTF8.GetBytes(text), out _));

    private static void Same(string text)
    {
        Assert.True(DecimalNumber.TryParse(Encoding.UTF8.GetBytes(text), out float value), text);
        float expected = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        Assert.True(BitConverter.SingleToUInt32Bits(expected) == BitConverter.SingleToUInt32Bits(value), $"{text}: {value:R}, expected {expected:R}");
    }
}
