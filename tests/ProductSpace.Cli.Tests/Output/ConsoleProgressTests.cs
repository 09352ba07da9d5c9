using ProductSpace.Cli.Output;

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
}
