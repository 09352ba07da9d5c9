using ProductSpace.Tests.Architecture;

namespace ProductSpace.Interchange.Tests;

public class InterchangeApiTests
{
    [Fact]
    public void Surface_Interchange_IsAsWritten() => Snap.Match(SurfaceText.Of(typeof(VectorFile).Assembly), "InterchangeApi");
}
