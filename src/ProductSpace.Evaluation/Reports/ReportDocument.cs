using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Measures;
using static ProductSpace.Evaluation.Reports.ReportFormat;

namespace ProductSpace.Evaluation.Reports;

/// <summary>What a report says, part by part, whatever it is written as.</summary>
internal static class ReportDocument
{
    /// <summary>More curves in one chart cannot be told apart.</summary>
    private const int MaxCurves = 10;

    public static IEnumerable<ReportBlock> Of(ComparisonResult result, string log)
    {
        yield return new HeadingBlock("Which model knows what shoppers view next?", 1);
        yield return new ParagraphBlock(Asked(result, log));
        yield return new ParagraphBlock(Answer(result));
        yield return new HeadingBlock("The split", 2);
        yield return new ParagraphBlock(SplitText.Of(result));
        yield return ReportTables.Split(result);
        foreach (RepeatMode mode in Enum.GetValues<RepeatMode>())
        {
            yield return new HeadingBlock(Text($"Figures where {Mode(mode)}"), 2);
            if (result.HighestHitRates[(int)mode] < 1)
            {
                string most = Percent(result.HighestHitRates[(int)mode], 1);
                yield return new ParagraphBlock(Text($"No model can exceed an HR of {most} in this mode."));
            }

            yield return ReportTables.Next(result, mode);
            yield return ReportTables.Cuts(result, mode);
        }

        foreach (ReportBlock block in Curves(result))
        {
            yield return block;
        }

        yield return new HeadingBlock("Beyond accuracy", 2);
        yield return new ParagraphBlock(
            "Coverage: share of the known products that are in at least one list. Popularity: mean share of the "
            + "training views of a recommended product; novelty: mean -log2 of it. Category distance: how different "
            + "the category paths within a list are, 0 to 1. Age: days since a recommended product was first viewed.");
        yield return ReportTables.Beyond(result);
        yield return new HeadingBlock("Where each model is good", 2);
        yield return new ParagraphBlock(
            "HR@20 / MRR@20. Head, mid and tail are the products that make a third of the training views each.");
        foreach ((string group, TableBlock table) in ReportTables.Groups(result))
        {
            yield return new HeadingBlock(Text($"By {group}"), 3);
            yield return table;
        }

        if (ReportTables.Index(result) is TableBlock index)
        {
            yield return new HeadingBlock("Loss by the index", 2);
            yield return new ParagraphBlock(
                "The session vectors of each model of vectors, answered by a snapshot of its product vectors: what is "
                + "lost here is lost by approximate search, all else by the model. In the last window, first seed.");
            yield return index;
        }

        yield return new HeadingBlock("Models, papers and settings", 2);
        yield return ReportTables.Settings(result);
        for (int i = 0; i < result.Examples.Count; i++)
        {
            if (i == 0)
            {
                yield return new HeadingBlock("Examples", 2);
            }

            yield return new ExampleBlock(i + 1, result.Examples[i]);
        }
    }

    private static string Asked(ComparisonResult result, string log)
    {
        string seeds = result.Options.Seeds > 1
            ? Text($", {result.Options.Seeds} seeds where a model depends on one")
            : string.Empty;
        string tuned = result.Options.Tune
            ? Text($"settings chosen by {Metric(result.Options.Metric)} on the window before the first test window")
            : "default settings";
        string predictions = result.Predictions < result.Positions
            ? Text($"{result.Predictions:N0} of {result.Positions:N0} positions, evenly spread,")
            : Text($"all {result.Positions:N0} positions");
        string ties = result.Options.Ties == TieRule.Ordinal ? "the more popular product first" : "the target last";
        return Text($"{log}: {result.LogSessions:N0} sessions, {result.LogViews:N0} views, ")
            + Text($"{result.LogProducts:N0} products. {result.Models.Count} models, {tuned}{seeds}. Predicted: the ")
            + Text($"next view at {predictions} in {result.PredictedSessions:N0} sessions. Every known product is ")
            + Text($"ranked; none is sampled. Equal scores: {ties}. Models are ordered by ")
            + Text($"{Metric(result.Options.Metric)} where {Mode(result.Options.Mode)}.");
    }

    private static string Answer(ComparisonResult result)
    {
        ModelResult best = result.Models[0];
        CutFigures at = best[result.Options.Mode].At[^1];
        bool isHits = result.Options.Metric == RankingMetric.HitRate;
        string metric = Metric(result.Options.Metric);
        string[] equal =
        [
            .. result.Models.Where(model => model.Name != result.Against
                    && (isHits
                        ? model[result.Options.Mode].HitRate20Difference
                        : model[result.Options.Mode].Mrr20Difference) is { ExcludesZero: false })
                .Select(model => model.Name),
        ];
        string chance = result.Models.Count == 1 ? string.Empty : equal.Length == 0
            ? Text($"Every other model differs from {result.Against} in {metric} by more than chance.")
            : Text($"In {metric}, {string.Join(", ", equal)} and {result.Against} differ by no more than chance.");
        return Text($"Best: {best.Name} with HR@20 {at.HitRate:F4} and MRR@20 {at.Mrr:F4}. {chance}").TrimEnd();
    }

    private static IEnumerable<ReportBlock> Curves(ComparisonResult result)
    {
        ModelResult[] models = [.. result.Models.Take(MaxCurves)];
        string first = models.Length < result.Models.Count ? Text($", the best {models.Length} models") : string.Empty;
        double top = models.Max(model =>
            model.HitRatesByViews.Append(model.HitRates).SelectMany(curve => curve).DefaultIfEmpty().Max());
        yield return new HeadingBlock("HR@N by the length N of the list", 2);
        yield return new ChartBlock(
            Text($"All predictions{first}"),
            Array.ConvertAll(models, model => new ChartLine(model.Name, model.HitRates)),
            IsSmall: false,
            top);
        for (int bin = 0; bin < PredictionGroups.ViewBins.Count; bin++)
        {
            int place = bin;
            if (models[0].HitRatesByViews[bin].Count > 0)
            {
                string views = PredictionGroups.ViewBins[bin];
                yield return new ChartBlock(
                    views == "1" ? "After 1 view" : Text($"After {views} views"),
                    Array.ConvertAll(models, model => new ChartLine(model.Name, model.HitRatesByViews[place])),
                    IsSmall: true,
                    top);
            }
        }
    }
}
