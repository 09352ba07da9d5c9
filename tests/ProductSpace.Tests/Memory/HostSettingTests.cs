using ProductSpace.Memory;

namespace ProductSpace.Tests.Memory;

public class HostSettingTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    [InlineData(true, true)]
    [InlineData(null, false)]
    public void IsOn_SetInAnyForm_IsRead(object? value, bool on)
    {
        AppContext.SetData("ProductSpace.TestedSwitch", value);
        Assert.Equal(on, HostSetting.IsOn("ProductSpace.TestedSwitch"));
    }

    /// <summary>A guard that a typing error turns off in silence would be none.</summary>
    [Theory]
    [InlineData("yes")]
    [InlineData(1)]
    public void IsOn_NeitherTrueNorFalse_IsRefusedByName(object value)
    {
        AppContext.SetData("ProductSpace.MistypedSwitch", value);
        Assert.Contains("ProductSpace.MistypedSwitch is \"", Assert.Throws<HostSettingException>(() => HostSetting.IsOn("ProductSpace.MistypedSwitch")).Message, StringComparison.Ordinal);
    }
}
