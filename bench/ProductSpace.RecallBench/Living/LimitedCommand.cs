using System.Diagnostics;
using System.Globalization;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Living;

/// <summary>
/// Searches of a process whose memory is limited from outside, by a control group of the system: percentiles, faults that waited
/// for the device, in all and a search, pauses of the collector. The limit is set by whoever starts it; bench/memory-limits.sh does.
/// </summary>
internal static class LimitedCommand
{
    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        int seconds = arguments.Number("seconds", 8);
        int before = arguments.Number("before", 0);
        int k = arguments.Number("k", 10);
        string name = arguments.Find("name") ?? "no limit";
        arguments.RefuseUnread();
        long start = Stopwatch.GetTimestamp();
        using ProductIndex index = ProductIndex.Open(snapshot, OpenMode.Warm);
        double opened = Stopwatch.GetElapsedTime(start).TotalSeconds;
        QueryLoop loop = new(index, k, seed: 1);
        start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < before)
        {
            loop.Ask(index, Stopwatch.GetTimestamp());
        }

        loop.Begin();
        double faults = MajorFaults();
        TimeSpan pauses = GC.GetTotalPauseDuration();
        start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            loop.Ask(index, Stopwatch.GetTimestamp());
        }

        double[] p = loop.Percentiles();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {opened:F2} | {loop.Count / (double)seconds:N0} | {p[0]:F0} | {p[1]:F0} | {p[2]:F0} | {MajorFaults() - faults:N0} | {(MajorFaults() - faults) / Math.Max(1, loop.Count):F1} | {(GC.GetTotalPauseDuration() - pauses).TotalMilliseconds:F1} |"));
    }

    private static double MajorFaults() => double.Parse(File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[9], CultureInfo.InvariantCulture);
}
