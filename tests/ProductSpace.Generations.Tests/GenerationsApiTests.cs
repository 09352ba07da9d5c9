using ProductSpace.Tests.Architecture;

namespace ProductSpace.Generations.Tests;

public class GenerationsApiTests
{
    [Fact]
    public void Surface_Generations_IsAsWritten() =>
        Snap.Match(SurfaceText.Of(typeof(IndexFollower).Assembly), "GenerationsApi");
}
