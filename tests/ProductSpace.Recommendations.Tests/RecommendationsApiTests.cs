using ProductSpace.Tests.Architecture;

namespace ProductSpace.Recommendations.Tests;

public class RecommendationsApiTests
{
    [Fact]
    public void Surface_Recommendations_IsAsWritten() => Snap.Match(SurfaceText.Of(typeof(DeduplicatedSearch).Assembly), "RecommendationsApi");
}
