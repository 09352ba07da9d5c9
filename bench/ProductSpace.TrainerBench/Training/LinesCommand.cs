using ProductSpace.Training;
using ProductSpace.TrainerBench.Common;

namespace ProductSpace.TrainerBench.Training;

/// <summary>The verb lines: cleans a view log as `productspace clean` does and writes it as plain sentences for every trainer.</summary>
internal static class LinesCommand
{
    public static void Run(CommandWords words)
    {
        IReadOnlyList<string> events = [.. words.All("events").SelectMany(files => files)];
        string target = words.Text("out");
        CleaningOptions cleaning = new() { MinCount = words.Number("min-count", 1) };
        words.RefuseUnread();
        using CleanedLog log = SessionLog.Clean(events, null, cleaning);
        LinesCorpus.Write(log.Corpus, target);
        Console.Write(log.Report.ToText());
    }
}
