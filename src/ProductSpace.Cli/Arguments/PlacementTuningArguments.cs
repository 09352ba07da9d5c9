using System.CommandLine;
using System.Text.Json.Nodes;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Tuning;
using ProductSpace.Training.Models;

namespace ProductSpace.Cli.Arguments;

/// <summary>What `tune-placement` raises, by which log, and how long.</summary>
internal sealed class PlacementTuningArguments
{
    private static readonly PlacementTuningOptions s_default = new();

    private readonly Option<string[]> _events = new("--events")
    {
        Description =
            "Validation log (CSV, TSV, JSON lines or Parquet, also .gz) that the snapshot was not learned from: what "
            + "was viewed next decides.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string> _placement = Common.Option("--placement", "Name of the placement.", "product-page");
    private readonly Option<string> _metric = Common.Option(
        "--metric", "Figure that is raised, of lists of 20: hr, mrr or ndcg.", "mrr");
    private readonly Option<string?> _budget = new("--budget")
    {
        Description = "Time for the search: 90s, 5m, 1h; the best found until then is judged. Default: no limit.",
    };
    private readonly Option<int> _trials = Common.Option(
        "--max-trials", "Maximum number of placements to try.", s_default.MaxTrials);
    private readonly Option<int> _predictions = Common.Option(
        "--max-predictions", "Maximum number of predictions of each half of the sessions.", s_default.MaxPredictions);

    /// <summary>The option that names columns of the log.</summary>
    public ColumnArguments Columns { get; } = new(hasLog: true, hasCatalog: false);

    public void AddTo(Command verb)
    {
        _metric.AcceptOnlyFromAmong("hr", "mrr", "ndcg");
        verb.Options.Add(_events);
        Columns.AddTo(verb);
        verb.AddOptions(_placement, _metric, _budget, _trials, _predictions);
    }

    public string[] Events(ParseResult parsed) => parsed.GetRequiredValue(_events);

    public string Name(ParseResult parsed) => parsed.GetRequiredValue(_placement);

    public PlacementTuningOptions Options(ParseResult parsed)
    {
        PlacementTuningOptions options = new()
        {
            Metric = parsed.GetValue(_metric) switch
            {
                "hr" => RankingMetric.HitRate,
                "ndcg" => RankingMetric.NdcgNext,
                _ => RankingMetric.ReciprocalRank,
            },
            Budget = parsed.GetValue(_budget) is string text ? Durations.Read(_budget.Name, text) : null,
            MaxTrials = parsed.GetValue(_trials),
            MaxPredictions = parsed.GetValue(_predictions),
        };
        return options.MaxTrials < 1 || options.MaxPredictions < 100
            ? throw new UsageException($"{_trials.Name} must be at least 1, {_predictions.Name} at least 100")
            : options;
    }

    /// <summary>
    /// Returns where the weights are from. Equal inputs give equal text: it holds no time and no path.
    /// </summary>
    public JsonObject Provenance(
        ParseResult parsed, ProductIndex index, PlacementTuningResult result, CancellationToken cancellationToken) =>
        new()
        {
            ["log"] = string.Join(' ', Events(parsed).Select(file => HashedFile.HashOf(file, cancellationToken))),
            ["snapshot"] = index.Info.ContentHash,
            ["metric"] = parsed.GetRequiredValue(_metric) + "@20",
            ["before"] = Math.Round(result.Before, 5),
            ["after"] = Math.Round(result.After, 5),
            ["gainLow"] = Math.Round(result.Gain.Low, 5),
            ["gainHigh"] = Math.Round(result.Gain.High, 5),
            ["predictions"] = result.JudgingPredictions,
            ["trials"] = result.Trials.Count,
            ["version"] = typeof(PlacementTuner).Assembly.GetName().Version?.ToString(3),
        };
}
