using ProductSpace.Tests.Architecture;

namespace ProductSpace.VectorData.Tests;

public class VectorDataApiTests
{
    [Fact]
    public void Surface_VectorData_IsAsWritten() =>
        Snap.Match(SurfaceText.Of(typeof(ProductSpaceVectorStore).Assembly), "VectorDataApi");
}
