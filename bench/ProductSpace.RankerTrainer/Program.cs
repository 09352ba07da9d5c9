using System.Diagnostics;
using System.Globalization;
using ProductSpace;
using ProductSpace.Evaluation;
using ProductSpace.RankerTrainer;
using ProductSpace.Recommendations;
using ProductSpace.Training;

const string usage = """
    RankerTrainer VERB SNAPSHOT --events FILE... [--option value ...]
      train      trains a ranker on sessions that are later than those the snapshot was learned from
                 --out FILE.psr
      judge      says what a ranker does to sessions that are later than those it was trained on
                 --ranker FILE.psr
      ablation   trains without some features, and with other numbers of trees and leaves, and judges each
                 --test FILE...                    sessions that are later than those of --events
      speed      says what a ranker costs, in microseconds
                 --ranker FILE.psr
    Options of all:
      --candidates 100       number of candidates of the blend that the ranker orders
      --include-viewed       let viewed products be recommended again
      --max-predictions N    number of predictions, spread evenly over all (default 20000)
    The ranker goes into a snapshot by `productspace build --ranker FILE.psr`.
    """;

try
{
    TrainerWords words = new(args);
    if (words.Names is not [string verb, string snapshot] || words.Of("--events").Count == 0)
    {
        Console.Error.WriteLine(usage);
        return words.Has("--help") ? 0 : 2;
    }

    using ProductIndex index = ProductIndex.Open(snapshot);
    Placement placement = new()
    {
        RankedCandidates = words.Number("--candidates", Placement.Default.RankedCandidates),
        ExcludesViewed = !words.Has("--include-viewed"),
    };
    RankerGroups groups = Collect(words.Of("--events"));
    switch (verb)
    {
        case "train":
            string path = words.Required("--out");
            Ranker ranker = RankerSelection.Run(groups, RankerSettings.Grid, Console.WriteLine);
            ranker.Save(path);
            Console.WriteLine($"{path}: {ranker.Source}; asks {string.Join(", ", ranker.Features)}");
            return 0;
        case "judge":
            Say("ranker", RankerJudge.Of(groups, Ranker.Load(words.Required("--ranker"))), null);
            return 0;
        case "speed":
            RankerSpeed.Run(index, Ranker.Load(words.Required("--ranker")), groups, placement, Console.WriteLine);
            return 0;
        case "ablation":
            Ablation.Run(groups, Collect(words.Of("--test")), Say);
            return 0;
        default:
            Console.Error.WriteLine(usage);
            return 2;
    }

    RankerGroups Collect(IReadOnlyList<string> files)
    {
        long start = Stopwatch.GetTimestamp();
        RankerGroups read = GroupCollector.Collect(
            index, EvaluationLog.Read(files), placement, words.Number("--max-predictions", 20_000));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant(
            $"{read.Count} predictions, {read.Next.Count(next => next >= 0)} found among the candidates, {seconds:F1} s"));
        return read;
    }
}
catch (Exception fault) when (fault is ArgumentException or IOException or InvalidDataException)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}

static void Say(string name, RankerJudge judged, BootstrapInterval? gainOfAll) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"| {name} | {judged.Before:F4} | {judged.After:F4} | {Interval(judged.Change)} | {judged.RecallBefore:F4} | "
        + $"{judged.RecallAfter:F4} | {Interval(judged.RecallChange)} | {judged.Groups} |"
        + $"{(gainOfAll is BootstrapInterval gain ? $" {Interval(gain)} |" : string.Empty)}"));

static string Interval(BootstrapInterval change) => string.Create(
    CultureInfo.InvariantCulture, $"{change.Mean:+0.0000;-0.0000} [{change.Low:+0.0000;-0.0000}, {change.High:+0.0000;-0.0000}]");
