using ProductSpace.Tests.Architecture;

namespace ProductSpace.Hosting.Tests;

public class HostingApiTests
{
    [Fact]
    public void Surface_Hosting_IsAsWritten() =>
        Snap.Match(SurfaceText.Of(typeof(ProductShop).Assembly), "HostingApi");
}
