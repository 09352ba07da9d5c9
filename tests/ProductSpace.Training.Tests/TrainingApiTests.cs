using ProductSpace.Tests.Architecture;

namespace ProductSpace.Training.Tests;

public class TrainingApiTests
{
    [Fact]
    public void Surface_Training_IsAsWritten() => Snap.Match(SurfaceText.Of(typeof(Prod2VecTrainer).Assembly), "TrainingApi");
}
