namespace ProductSpace.Cli.Tests;

/// <summary>Names of the application that are set to something that they cannot be.</summary>
[Collection(RefusedLinksCollection.Name)]
public class HostSettingTests
{
    [Fact]
    public void Run_NameSetToWhatItCannotBe_IsOneLineAndWrongUsage()
    {
        AppContext.SetData("ProductSpace.MaxFacets", "few");
        try
        {
            (int code, _, string error) = Cli.Run("info", Sources.PathOf("tests", "Golden", "v1", "small.psx"));
            Assert.Equal(2, code);
            Assert.Equal("ProductSpace.MaxFacets is \"few\"; set it to a whole number or remove it", error.TrimEnd());
        }
        finally
        {
            AppContext.SetData("ProductSpace.MaxFacets", null);
        }

        Assert.Equal(0, Cli.Run("info", Sources.PathOf("tests", "Golden", "v1", "small.psx")).Code);
    }
}
