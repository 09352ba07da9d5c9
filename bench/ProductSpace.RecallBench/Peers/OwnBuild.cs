using System.Diagnostics;
using System.Globalization;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Peers;

/// <summary>Builds our snapshot in the run and says what it cost, calibration and writing included.</summary>
internal static class OwnBuild
{
    public static string Run(PeerOptions options)
    {
        ProductIndexBuilder builder = new(new BuildOptions { M = options.OwnM, EfConstruction = options.EfConstruction, Threads = options.Threads });
        builder.UseVectors(options.Vectors);
        if (options.Ids is not null)
        {
            builder.UseIdFile(options.Ids);
        }

        using Process self = Process.GetCurrentProcess();
        TimeSpan cpu = self.TotalProcessorTime;
        Stopwatch wall = Stopwatch.StartNew();
        builder.Build(options.Snapshot);
        wall.Stop();
        self.Refresh();
        string cost = string.Create(
            CultureInfo.InvariantCulture,
            $"built without a catalogue: {(self.TotalProcessorTime - cpu).TotalSeconds:F1} CPU s, {wall.Elapsed.TotalSeconds:F1} s wall, {options.Threads} threads, peak {self.PeakWorkingSet64 / 1048576.0:F0} MiB (exact rows, codes, graph, calibration and the flushed file included)");
        Progress.Say(cost);
        return cost;
    }
}
