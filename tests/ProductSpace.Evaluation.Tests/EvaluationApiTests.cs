using ProductSpace.Tests.Architecture;

namespace ProductSpace.Evaluation.Tests;

public class EvaluationApiTests
{
    [Fact]
    public void Surface_Evaluation_IsAsWritten() => Snap.Match(SurfaceText.Of(typeof(NextItemEvaluator).Assembly), "EvaluationApi");
}
