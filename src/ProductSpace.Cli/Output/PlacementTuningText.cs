using System.Globalization;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Tuning;

namespace ProductSpace.Cli.Output;

/// <summary>What a search for better weights found, as text and as JSON.</summary>
internal sealed class PlacementTuningText(
    string name, PlacementTuningResult result, PlacementTuningOptions options, string? path, PlacementJson document)
{
    public void Print(TextWriter text)
    {
        foreach (PlacementTrial trial in result.Trials.Where(trial => trial.IsBest))
        {
            string change = trial.Setting.Length == 0 ? "as it is" : Line($"{trial.Setting} {trial.Value:0.###}");
            text.WriteLine(Line($"{trial.Score:F4}  {change}"));
        }

        text.WriteLine(Line(
            $"{result.Trials.Count} placements tried by {result.ChoosingPredictions:N0} predictions{Limit()}"));
        text.WriteLine(Line($"{Metric()} {result.Before:F4} -> {result.After:F4}, {Interval()}"));
        text.WriteLine(result.IsBetter
            ? $"{name}: better"
            : $"{name}: stays as it is, the gain may be chance");
        if (result.IsBetter)
        {
            text.WriteLine(document.Settings.ToJsonString());
        }

        if (path is not null)
        {
            text.WriteLine($"written to {path}; use it with `build --placements`");
        }
    }

    public JsonFields Json() => new()
    {
        ["placement"] = name,
        ["better"] = result.IsBetter,
        ["metric"] = Metric(),
        ["before"] = result.Before,
        ["after"] = result.After,
        ["gain"] = new JsonFields
        {
            ["mean"] = result.Gain.Mean,
            ["low"] = result.Gain.Low,
            ["high"] = result.Gain.High,
        },
        ["choosingPredictions"] = result.ChoosingPredictions,
        ["judgingPredictions"] = result.JudgingPredictions,
        ["isCutShort"] = result.IsCutShort,
        ["settings"] = result.IsBetter ? document.Settings : null,
        ["path"] = path,
        ["trials"] = result.Trials,
    };

    private string Metric()
    {
        string metric = options.Metric switch
        {
            RankingMetric.HitRate => "HR",
            RankingMetric.ReciprocalRank => "MRR",
            _ => "NDCG",
        };
        return Line($"{metric}@{options.ListLength}");
    }

    private string Interval() => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Gain.Mean:+0.0000;-0.0000} [{result.Gain.Low:F4}, {result.Gain.High:F4}], {options.Confidence:P0} "
        + $"interval over sessions, {result.JudgingPredictions:N0} other predictions");

    private string Limit() => result.IsCutShort ? ", until the limit" : string.Empty;

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
