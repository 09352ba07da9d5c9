using ProductSpace.Cli.Output;
using ProductSpace.Training;

namespace ProductSpace.Cli.Tests.Output;

public class ConsoleProgressTests
{
    [Fact]
    public void Report_PlainShare_ShowsTheTimeLeft()
    {
        using StringWriter error = new();
        using ConsoleProgress progress = new(error, isTerminal: true) { Stage = "training: some-model (2 of 3)" };
        progress.Report(0.01);
        Thread.Sleep(700);
        progress.Report(0.5);
        Assert.Matches(@"training: some-model \(2 of 3\)  ?50 ?%, \d+ s left", error.ToString());
        Assert.DoesNotContain("/s", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 40, @"step\s+50 ?%, \d+ s left")]
    [InlineData(50_000, 100_000, @"step\s+50 ?%, [\d,]+/s, \d+ s left")]
    public async Task Report_AfterHalfASecond_ShowsTimeLeftAndRateWhereItSaysSomething(long done, long total, string line)
    {
        using StringWriter text = new();
        using ConsoleProgress progress = new(text, isTerminal: true);
        progress.Report(new BuildProgress("step", 0, total));
        await Task.Delay(600);
        progress.Report(new BuildProgress("step", done, total));
        Assert.Matches(line, text.ToString());
    }

    [Fact]
    public void Report_NoTerminal_PrintsNothingAndTellsTheWatcher()
    {
        using StringWriter error = new();
        List<BuildProgress> seen = [];
        using ConsoleProgress progress = new(error, isTerminal: false, new Watcher(seen));
        progress.Stage = "share";
        progress.Report(new BuildProgress("step", 1, 2));
        progress.Report(0.5);
        progress.Report(new TrainingProgress(2, 3, 10, 100));
        Assert.Empty(error.ToString());
        Assert.Equal([new BuildProgress("step", 1, 2), new BuildProgress("share", 500, 1000), new BuildProgress("training", 110, 300)], seen);
    }

    private sealed class Watcher(List<BuildProgress> seen) : IProgress<BuildProgress>
    {
        public void Report(BuildProgress value) => seen.Add(value);
    }
}
