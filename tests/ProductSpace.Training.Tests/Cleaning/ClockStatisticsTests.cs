using System.Globalization;
using System.Text;

namespace ProductSpace.Training.Tests.Cleaning;

public sealed class ClockStatisticsTests : IDisposable
{
    private readonly TestLog _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData("real", true, "gaps inside sessions, median about")]
    [InlineData("equal", false, "100 % of the gaps inside sessions are zero")]
    [InlineData("counter", false, "100 % of the gaps inside sessions are equal")]
    [InlineData("fast", false, "the median gap inside sessions is below 1 s")]
    [InlineData("minutes", false, "only 3 different lengths")]
    [InlineData("few", false, "only 49 gaps inside sessions, 100 are needed to tell")]
    public void Verdict_KindsOfTimes_AreTold(string kind, bool isClock, string reason)
    {
        Random random = new(7);
        StringBuilder csv = new("session,time,product\n");
        for (int session = 0; session < (kind == "few" ? 49 : 300); session++)
        {
            double time = 1_700_000_000 + (session * 1000);
            for (int i = 0; i < 2; i++)
            {
                csv.Append(CultureInfo.InvariantCulture, $"s{session},{time:0.000},p{(session + i) % 5}\n");
                time += kind switch
                {
                    "equal" => 0,
                    "counter" => 2,
                    "fast" => random.NextDouble(),
                    "minutes" => 60 * (1 + (session % 3)),
                    _ => 1 + (100 * random.NextDouble()),
                };
            }
        }

        using CleanedLog cleaned = _log.Clean(csv.ToString());
        Assert.Equal(isClock, cleaned.Report.Clock.IsClock);
        Assert.Contains(reason, cleaned.Report.Clock.Reason, StringComparison.Ordinal);
        Assert.Equal(isClock, cleaned.Report.FirstTime is not null);
    }

    [Fact]
    public void Verdict_NoTimeColumn_IsNoClock()
    {
        using CleanedLog cleaned = _log.Clean("session,product\ns,a\ns,b\n");
        Assert.Equal("there is no time column; lines are in order", cleaned.Report.Clock.Reason);
    }
}
