using System.Diagnostics;
using System.Globalization;
using ProductSpace.RecallBench.Common;
using ProductSpace.Training;
using ProductSpace.TrainerBench.Common;
using ProductSpace.TrainerBench.Training;

namespace ProductSpace.TrainerBench.Speed;

/// <summary>
/// The verb speed: one epoch of ours and of word2vec.c on the same sentences, in turns, each in a process of its own.
/// word2vec.c reads its file once for the vocabulary before it trains; that part, measured by a run that ends there, is
/// taken off, as reading is from ours.
/// </summary>
internal static class SpeedCommand
{
    public static void Run(CommandWords words)
    {
        string train = words.Text("train");
        string peer = words.Text("word2vec");
        int rounds = words.Number("rounds", 3);
        int minCount = words.Number("min-count", 5);
        IReadOnlyList<IReadOnlyList<string>> ours = words.All("ours");
        IReadOnlyList<int> threads = [.. (words.Find("threads") ?? "1,2").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        int peerRounds = words.Number("peer-rounds", rounds);
        string? report = words.Find("report");
        words.RefuseUnread();
        Dictionary<string, List<TrainerRun>> runs = [];
        long events = 0;
        // Without an output word2vec.c ends after its vocabulary.
        TrainerRun reading = ChildRun.Run(peer, [.. PeerArguments(train, minCount, 1).Split(' '), "-save-vocab", "/dev/null"]).Whole;
        for (int round = 0; round < rounds; round++)
        {
            foreach (int count in threads)
            {
                if (round < peerRounds)
                {
                    TrainerRun whole = ChildRun.Run(peer, [.. PeerArguments(train, minCount, count).Split(' '), "-output", "/dev/null"]).Whole;
                    Add(runs, $"word2vec.c, {count} threads", new TrainerRun(whole.CpuSeconds - reading.CpuSeconds, whole.WallSeconds - reading.WallSeconds, whole.PeakBytes));
                }

                foreach (IReadOnlyList<string> setting in ours)
                {
                    (TrainerRun run, events) = Own(train, minCount, count, setting.Skip(1));
                    Add(runs, $"{setting[0]}, {count} threads", run);
                }
            }

            Progress.Say($"round {round + 1} of {rounds}");
        }

        Write(runs, events, words.Line).Publish(report);
    }

    /// <summary>What the process of one run of ours does: reads, trains an epoch, prints its figures.</summary>
    public static void RunOne(CommandWords words)
    {
        string train = words.Text("train");
        int minCount = words.Number("min-count", 5);
        Prod2VecOptions options = OptionWords.Read(words.All("ours")[0]) with { Threads = words.Number("threads", 1), Epochs = 1 };
        words.RefuseUnread();
        using SessionCorpus corpus = LinesCorpus.Read(train, minCount);
        // Reading left garbage behind; the figures are of training.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long begin = Stopwatch.GetTimestamp();
        using Prod2VecTrainer trainer = new(corpus, options);
        EpochReport report = trainer.RunEpoch();
        double wall = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        self.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(self.TotalProcessorTime - before).TotalSeconds} {wall} {self.PeakWorkingSet64} {corpus.TokenCount} {report.Pairs} {corpus.ProductCount}"));
    }

    private static (TrainerRun Run, long Events) Own(string train, int minCount, int threads, IEnumerable<string> setting)
    {
        string[] arguments = ["exec", typeof(SpeedCommand).Assembly.Location, "speed-one", "--train", train, "--min-count", Text(minCount), "--threads", Text(threads), "--ours", .. setting];
        (TrainerRun whole, string output) = ChildRun.Run("dotnet", arguments);
        double[] figures = Array.ConvertAll(output.Trim().Split(' '), text => double.Parse(text, CultureInfo.InvariantCulture));
        return (new TrainerRun(figures[0], figures[1], Math.Max(whole.PeakBytes, (long)figures[2])), (long)figures[3]);
    }

    private static string PeerArguments(string train, int minCount, int threads) =>
        string.Create(CultureInfo.InvariantCulture, $"-train {train} -size 100 -window 5 -negative 5 -hs 0 -sample 0 -cbow 0 -iter 1 -threads {threads} -binary 1 -min-count {minCount} -debug 0");

    private static Markdown Write(Dictionary<string, List<TrainerRun>> runs, long events, string line)
    {
        Markdown page = new();
        page.Heading(1, "Speed of training").Line($"    TrainerBench {line}").Line();
        page.Line(Machine.Describe()).Line();
        page.Line(string.Create(CultureInfo.InvariantCulture, $"One epoch over {events:N0} events; dimension 100, window 5 shrinking, 5 negatives, no subsampling. Median of the rounds, and their range."));
        double peer = Median(runs.First(run => run.Key.StartsWith("word2vec.c", StringComparison.Ordinal)).Value, run => events / run.CpuSeconds);
        page.Line().Table(
            ["trainer", "events a CPU second", "range", "beside word2vec.c", "wall seconds", "peak MiB"],
            runs.Select(run =>
            {
                double speed = Median(run.Value, one => events / one.CpuSeconds);
                return (string[])
                [
                    run.Key,
                    Markdown.Format(speed, "#,##0"),
                    $"{Markdown.Format(run.Value.Min(one => events / one.CpuSeconds), "#,##0")} - {Markdown.Format(run.Value.Max(one => events / one.CpuSeconds), "#,##0")}",
                    Markdown.Format(speed / peer, "0.00") + "x",
                    Markdown.Format(Median(run.Value, one => one.WallSeconds), "0.00"),
                    Markdown.Format(run.Value.Max(one => one.PeakBytes) / (double)(1 << 20), "#,##0"),
                ];
            }));
        return page;
    }

    private static void Add(Dictionary<string, List<TrainerRun>> runs, string name, TrainerRun run)
    {
        if (!runs.TryGetValue(name, out List<TrainerRun>? list))
        {
            runs[name] = list = [];
        }

        list.Add(run);
    }

    private static double Median(List<TrainerRun> runs, Func<TrainerRun, double> figure)
    {
        double[] sorted = [.. runs.Select(figure).Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
