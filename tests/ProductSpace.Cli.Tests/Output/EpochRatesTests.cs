using ProductSpace.Cli.Output;
using ProductSpace.Training;

namespace ProductSpace.Cli.Tests.Output;

public class EpochRatesTests
{
    [Fact]
    public void Line_ResumedAndJudgedBetween_RateOfTheEpochAndTimeOfAll()
    {
        EpochRates rates = default;
        Assert.Equal("epoch 3 of 5 10 %", Add(3, 100, 0));
        Assert.Equal("epoch 3 of 5 100 %, 900 events/s, 2 s left", Add(3, 1000, 1000));

        // A second of judging: 1,100 events in 2.1 seconds, 1,800 to go.
        Assert.Equal("epoch 4 of 5 10 %", Add(4, 100, 2000));
        Assert.Equal("epoch 4 of 5 20 %, 1,000 events/s, 3 s left", Add(4, 200, 2100));

        string Add(int epoch, long done, long now)
        {
            TrainingProgress value = new(epoch, 5, done, 1000);
            rates.Add(value, now);
            return rates.Line(value, now);
        }
    }

    [Fact]
    public void Report_OnATerminal_IsWrittenOverAndCleared()
    {
        using StringWriter error = new();
        using ConsoleProgress progress = new(error, isTerminal: true);
        progress.Report(new TrainingProgress(2, 4, 50, 100));
        Assert.Equal("\repoch 2 of 4 50 %", error.ToString());
        progress.Clear();
        Assert.EndsWith("\r" + new string(' ', "epoch 2 of 4 50 %".Length) + "\r", error.ToString(), StringComparison.Ordinal);
    }
}
