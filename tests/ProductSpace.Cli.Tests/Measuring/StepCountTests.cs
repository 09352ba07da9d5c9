using ProductSpace.Cli.Measuring;

namespace ProductSpace.Cli.Tests.Measuring;

public class StepCountTests
{
    [Fact]
    public void Add_FromManyThreads_NeverFalls()
    {
        List<BuildProgress> seen = [];
        StepCount steps = new(new Watcher(seen), "step", 1000);
        Parallel.For(0, 1000, _ => steps.Add());
        Assert.Equal(Enumerable.Range(1, 1000).Select(done => new BuildProgress("step", done, 1000)), seen);
    }

    private sealed class Watcher(List<BuildProgress> seen) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => seen.Add(value);
    }
}
