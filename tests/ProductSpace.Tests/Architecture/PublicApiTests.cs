namespace ProductSpace.Tests.Architecture;

/// <summary>The public surface of the engine as checked text: a change shows in review.</summary>
public class PublicApiTests
{
    [Fact]
    public void Surface_Engine_IsAsWritten() => Snap.Match(SurfaceText.Of(typeof(ProductIndex).Assembly), "PublicApi");
}
