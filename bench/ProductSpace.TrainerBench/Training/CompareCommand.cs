using System.Text;
using ProductSpace.Evaluation;
using ProductSpace.RecallBench.Common;
using ProductSpace.Training;
using ProductSpace.TrainerBench.Common;
using ProductSpace.TrainerBench.Quality;

namespace ProductSpace.TrainerBench.Training;

/// <summary>
/// The verb compare: trains settings of ours over several seeds and judges them beside each other, and beside a peer's files
/// where given, on the same validation sessions.
/// </summary>
internal static class CompareCommand
{
    public static void Run(CommandWords words)
    {
        string train = words.Text("train");
        QualityLog log = new(words.Text("log"));
        int seeds = words.Number("seeds", 5);
        int minCount = words.Number("min-count", 1);
        int n = words.Number("n", 20);
        NextItemOptions options = new() { CoverageDepth = 0, NextOnly = true, MaxPredictions = words.Number("max-predictions", int.MaxValue) };
        IReadOnlyList<IReadOnlyList<string>> peers = words.All("group");
        IReadOnlyList<IReadOnlyList<string>> ours = words.All("ours");
        string? report = words.Find("report");
        words.RefuseUnread();
        List<QualityGroup> groups = [.. peers.Select(peer => QualityCommand.Judge(peer[0], [.. peer.Skip(1)], log, null, n, options))];
        using SessionCorpus corpus = LinesCorpus.Read(train, minCount);
        Dictionary<string, int> indexOf = new(StringComparer.Ordinal);
        for (int product = 0; product < corpus.ProductCount; product++)
        {
            indexOf[Encoding.UTF8.GetString(corpus.IdUtf8(product))] = product;
        }

        foreach (IReadOnlyList<string> setting in ours)
        {
            Prod2VecOptions chosen = OptionWords.Read(setting.Skip(1));
            List<QualityFigures> runs = [];
            for (int seed = 1; seed <= seeds; seed++)
            {
                using Prod2VecTrainer trainer = new(corpus, chosen with { Seed = (ulong)seed });
                while (trainer.EpochsDone < chosen.Epochs)
                {
                    trainer.RunEpoch();
                }

                JudgedSpace space = new(corpus.ProductCount, chosen.Dimension, id => indexOf.GetValueOrDefault(id, -1), trainer.InRow, trainer.OutRow);
                runs.Add(QualityFigures.Of(space, log, n, options));
            }

            Progress.Say($"{setting[0]} judged");
            groups.Add(new QualityGroup(setting[0], runs));
        }

        QualityReport.Write(groups, log, n, words.Line).Publish(report);
    }
}
