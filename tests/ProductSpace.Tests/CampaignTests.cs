namespace ProductSpace.Tests;

public class CampaignTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("1", 1)]
    [InlineData("125", 125)]
    public void Read_NumberOrNothing_IsTheFactor(string? value, int factor) => Assert.Equal(factor, Campaign.Read(value));

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("many")]
    public void Read_AnythingElse_IsRefused(string value) =>
        Assert.Contains(value, Assert.Throws<InvalidOperationException>(() => Campaign.Read(value)).Message, StringComparison.Ordinal);
}
