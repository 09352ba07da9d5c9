using System.Globalization;
using ProductSpace.Generations.Tests.Faults;
using Xunit.Abstractions;

namespace ProductSpace.Generations.Tests.Deltas;

/// <summary>A writer is killed at any time, while it appends, flushes or compacts: nothing that it acknowledged is gone. A campaign.</summary>
public sealed class KilledWriterTests(DeltaBases bases, ITestOutputHelper output) : IClassFixture<DeltaBases>, IDisposable
{
    private const int KillsOfTheSuite = 8;
    private const int Group = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_KilledAnyTime_LosesNothingAcknowledged()
    {
        int kills = Campaign.Size(KillsOfTheSuite);
        int lost = Kill(kills, early: false, out int torn, out long acknowledged);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills:N0} kills, {acknowledged:N0} acknowledged, {torn:N0} torn tails, {lost:N0} lost"));
        Assert.Equal(0, lost);
        Assert.InRange(acknowledged, kills, long.MaxValue);
    }

    [Fact]
    public void Twin_AcknowledgesEarly_IsCaught() => Assert.NotEqual(0, Kill(12, early: true, out _, out _));

    private int Kill(int kills, bool early, out int torn, out long acknowledged)
    {
        Random random = new(5);
        string path = _folder.File("catalog.psd");
        int lost = 0;
        torn = 0;
        acknowledged = 0;
        for (int kill = 0; kill < kills && !(early && lost > 0); kill++)
        {
            acknowledged = ChildHost.KillAfter(random.Next(80), "delta-loop", bases[0], path, early ? "early" : "late");
            using ProductIndex index = ProductIndex.Open(bases[0]);
            using ProductDelta delta = ProductDelta.Open(path, index, new DeltaOptions { Capacity = 256 });
            torn += delta.Status.TornBytes > 0 ? 1 : 0;
            long there = index.TryGetOrdinal("counter", out int counter) ? index.GetPrice(counter)!.Value : 0;
            bool isWhole = there >= acknowledged && there <= acknowledged + (2 * Group);
            for (long number = Math.Max(1, there - 15); number <= there; number++)
            {
                // The product before the counter was written first.
                isWhole &= index.TryGetOrdinal($"w-{number % 20}", out int ordinal) && index.GetPrice(ordinal) >= number;
            }

            lost += isWhole ? 0 : 1;
        }

        return lost;
    }
}
