using ProductSpace.Evaluation;
using ProductSpace.RecallBench.Common;
using ProductSpace.TrainerBench.Common;

namespace ProductSpace.TrainerBench.Quality;

/// <summary>The verb quality: reads pairs of embedding files, judges each on the same sessions, prints the tables.</summary>
internal static class QualityCommand
{
    public static void Run(CommandWords words)
    {
        QualityLog log = new(words.Text("log"));
        IReadOnlyList<string>? ids = words.Find("ids") is string path ? File.ReadAllLines(path) : null;
        int n = words.Number("n", 20);
        NextItemOptions options = new()
        {
            CoverageDepth = 0,
            NextOnly = true,
            MaxPredictions = words.Number("max-predictions", int.MaxValue),
            Seed = (ulong)words.Number("seed", 1),
            Threads = words.Number("threads", 0),
        };
        IReadOnlyList<(string Name, IReadOnlyList<string> Files)> groups = Groups(words);
        string? report = words.Find("report");
        words.RefuseUnread();
        QualityReport.Write([.. groups.Select(group => Judge(group.Name, group.Files, log, ids, n, options))], log, n, words.Line).Publish(report);
    }

    private static List<(string Name, IReadOnlyList<string> Files)> Groups(CommandWords words)
    {
        List<(string Name, IReadOnlyList<string> Files)> groups = [];
        if (words.Find("in") is string single)
        {
            groups.Add(("pair", [single, words.Text("out")]));
        }

        foreach (IReadOnlyList<string> group in words.All("group"))
        {
            if (group.Count < 3 || group.Count % 2 == 0)
            {
                throw new ArgumentException("--group takes a name and pairs of files: --group NAME in1 out1 in2 out2");
            }

            groups.Add((group[0], [.. group.Skip(1)]));
        }

        return groups.Count > 0 ? groups : throw new ArgumentException("nothing to judge: give --in and --out, or --group NAME in1 out1 ...");
    }

    internal static QualityGroup Judge(string name, IReadOnlyList<string> files, QualityLog log, IReadOnlyList<string>? ids, int n, NextItemOptions options)
    {
        List<QualityFigures> runs = [];
        for (int i = 0; i < files.Count; i += 2)
        {
            runs.Add(QualityFigures.Of(EmbeddingPair.Read(files[i], files[i + 1], ids), log, n, options));
            Progress.Say($"{name}: {files[i]} judged");
        }

        return new QualityGroup(name, runs);
    }
}
