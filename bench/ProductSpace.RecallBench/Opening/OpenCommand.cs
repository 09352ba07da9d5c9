using System.Diagnostics;
using System.Globalization;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Opening;

/// <summary>
/// What a new process pays: for each open mode and for a warm and a cold page cache some fresh processes, in turns, each with
/// one opening and the queries after it. Medians over the processes.
/// </summary>
internal static class OpenCommand
{
    public static void Run(Arguments arguments)
    {
        string snapshot = arguments.Text("snapshot");
        string queries = arguments.Text("queries");
        int processes = Math.Max(1, arguments.Number("processes", 5));
        int k = arguments.Number("k", 10);
        int seconds = arguments.Number("seconds", 4);
        OpenMode[] modes = [.. (arguments.Find("modes") ?? "quick,warm,verify").Split(',').Select(mode => Enum.Parse<OpenMode>(mode, ignoreCase: true))];
        string[] caches = (arguments.Find("cache") ?? "warm,cold").Split(',');
        string? target = arguments.Find("out");
        arguments.RefuseUnread();
        if (caches.Any(cache => cache is not ("warm" or "cold")))
        {
            throw new ArgumentException("--cache names warm, cold or both");
        }

        Dictionary<(string Cache, OpenMode Mode), List<OpenFigures>> seen = [];
        for (int process = 0; process < processes; process++)
        {
            foreach (string cache in caches)
            {
                foreach (OpenMode mode in modes)
                {
                    Progress.Say($"process {process + 1} of {processes}: {mode}, page cache {cache}");
                    if (cache == "cold")
                    {
                        PageCache.Drop(snapshot);
                    }
                    else
                    {
                        PageCache.Fill(snapshot);
                    }

                    if (!seen.TryGetValue((cache, mode), out List<OpenFigures>? figures))
                    {
                        seen[(cache, mode)] = figures = [];
                    }

                    figures.Add(Measure(["open-once", "--snapshot", snapshot, "--queries", queries, "--mode", mode.ToString(), "--k", Text(k), "--seconds", Text(seconds)]));
                }
            }
        }

        Report(arguments, snapshot, processes, seen).Publish(target);
    }

    private static Markdown Report(Arguments arguments, string snapshot, int processes, Dictionary<(string Cache, OpenMode Mode), List<OpenFigures>> seen)
    {
        Markdown page = new();
        page.Line("# A new process: opening, first query, steady");
        page.Line().Line(Machine.Describe()).Line();
        using (ProductIndex index = ProductIndex.Open(snapshot))
        {
            page.Line(string.Create(CultureInfo.InvariantCulture, $"{index.Count} products of {index.Dimension} dimensions, {index.Info.FileBytes >> 20} MiB. Medians of {processes} processes each."));
        }

        page.Line("Opening includes the compilation of its own code; open again is a second opening in the same process, after the first was closed. p50 is reached at the first query from which on 50 queries have a median within 10 % of the steady one, which is that of the last 4,000 queries.").Line();
        page.Table(
            ["page cache", "mode", "open, ms", "open again, ms", "first query, ms", "p50 of 1-10, us", "p50 of 101-200, us", "steady p50, us", "p50 reached after queries", "ms after opening", "resident after opening, MiB", "at the end, MiB", "major faults"],
            seen.Select(entry => Row(entry.Key.Cache, entry.Key.Mode, OpenFigures.Median(entry.Value))));
        page.Line().Line("First queries of all processes, ms: " + string.Join("; ", seen.Select(entry =>
            $"{entry.Key.Mode.ToString().ToLowerInvariant()} {entry.Key.Cache} {string.Join(' ', entry.Value.Select(figures => Markdown.Format(figures.FirstMilliseconds, "F2")))}")));
        page.Line().Line($"`{arguments.Line}`");
        return page;
    }

    private static string[] Row(string cache, OpenMode mode, OpenFigures figures) =>
    [
        cache,
        mode.ToString().ToLowerInvariant(),
        Markdown.Format(figures.OpenMilliseconds, "F1"),
        Markdown.Format(figures.AgainMilliseconds, "F1"),
        Markdown.Format(figures.FirstMilliseconds, "F2"),
        Markdown.Format(figures.FirstTenMicroseconds, "F1"),
        Markdown.Format(figures.SecondHundredMicroseconds, "F1"),
        Markdown.Format(figures.SteadyMicroseconds, "F1"),
        Markdown.Format(figures.ReachedQueries, "F0"),
        Markdown.Format(figures.ReachedMilliseconds, "F1"),
        Markdown.Format(figures.OpenedMebibytes, "F0"),
        Markdown.Format(figures.SteadyMebibytes, "F0"),
        Markdown.Format(figures.MajorFaults, "F0"),
    ];

    private static OpenFigures Measure(string[] words)
    {
        string self = Environment.ProcessPath ?? "dotnet";
        ProcessStartInfo start = new(self) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
        {
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ProductSpace.RecallBench.dll"));
        }

        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return OpenFigures.FromOutput(output);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
