using ProductSpace.Cli.Output;

namespace ProductSpace.Cli.Tests.Output;

/// <summary>Steps without a share show that they go on; steps with one show rate and time left.</summary>
public class BusyLineTests
{
    [Fact]
    public async Task Busy_OnATerminal_ShowsTheStepAndClearsItAtTheEnd()
    {
        using StringWriter text = new();
        using ConsoleProgress progress = new(TextWriter.Synchronized(text), isTerminal: true);
        using (progress.Busy("copying"))
        {
            for (int i = 0; i < 100 && !text.ToString().Contains("copying", StringComparison.Ordinal); i++)
            {
                await Task.Delay(100);
            }
        }

        Assert.Matches("copying, \\d+ s", text.ToString());
        Assert.EndsWith("\r", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Busy_Elsewhere_IsSilent()
    {
        using StringWriter text = new();
        using ConsoleProgress progress = new(text, isTerminal: false);
        using (progress.Busy("copying"))
        {
            await Task.Delay(700);
        }

        Assert.Empty(text.ToString());
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
}
