using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Measures;
using ProductSpace.Evaluation.Splits;
using static ProductSpace.Evaluation.Reports.ReportFormat;

namespace ProductSpace.Evaluation.Reports;

/// <summary>The tables of a report, from the figures of a comparison.</summary>
internal static class ReportTables
{
    /// <summary>What each window took and dropped: one column for each window.</summary>
    public static TableBlock Split(ComparisonResult result)
    {
        List<(string Name, SplitCounts Counts)> windows = [];
        if (result.Validation is SplitCounts validation)
        {
            windows.Add(("validation", validation));
        }

        for (int i = 0; i < result.Windows.Count; i++)
        {
            windows.Add((result.Windows.Count == 1 ? "test" : Text($"test {i + 1}"), result.Windows[i]));
        }

        IReadOnlyList<string> Row(string name, Func<SplitCounts, string> cell) =>
            [name, .. windows.Select(window => cell(window.Counts))];
        IReadOnlyList<IReadOnlyList<string>> rows =
        [
            Row("first view trained on", counts => Time(counts.FirstView)),
            Row("window from", counts => Time(counts.Border)),
            Row("window to", counts => Time(counts.End)),
            Row("sessions to train on", counts => Count(counts.TrainingSessions)),
            Row("views to train on", counts => Count(counts.TrainingViews)),
            Row("known products", counts => Count(counts.Products)),
            Row("views dropped with rare products", counts => Count(counts.RareViews)),
            Row("sessions across the border, in neither part", counts => Count(counts.SessionsAcross)),
            Row("sessions to judge by", counts => Count(counts.TestSessions)),
            Row("views in them", counts => Count(counts.TestViews)),
            Row("views of unknown products", counts => Count(counts.UnknownViews)),
            Row("sessions dropped, fewer than two views left", counts => Count(counts.ShortSessions)),
        ];

        // Times are left out where they are no clock.
        return new TableBlock(
            [string.Empty, .. windows.Select(window => window.Name)],
            [.. rows.Where(row => row[1] != Nothing)]);
    }

    /// <summary>How the next product is found in one mode, with intervals and differences.</summary>
    public static TableBlock Next(ComparisonResult result, RepeatMode mode) => new(
        [
            "model", "HR@20", "95 %", Text($"against {result.Against}"), "MRR@20", "95 %",
            Text($"against {result.Against}"),
        ],
        Rows(result, model =>
        {
            ModeFigures figures = model[mode];
            CutFigures at = figures.At[^1];
            return
            [
                model.Name, Share(at.HitRate), Interval(figures.HitRate20), Difference(figures.HitRate20Difference),
                Share(at.Mrr), Interval(figures.Mrr20), Difference(figures.Mrr20Difference),
            ];
        }));

    /// <summary>All metrics in one mode for lists of 1, 5, 10 and 20 products.</summary>
    public static TableBlock Cuts(ComparisonResult result, RepeatMode mode) => new(
        ["model", "N", "HR", "MRR", "NDCG next", "recall", "precision", "MAP", "NDCG", "coverage"],
        [
            .. result.Models.SelectMany(model => model[mode].At.Select(at => (IReadOnlyList<string>)
            [
                model.Name, Count(at.N), Share(at.HitRate), Share(at.Mrr), Share(at.NdcgNext), Share(at.Recall),
                Share(at.Precision), Share(at.Map), Share(at.Ndcg), Percent(at.Coverage, 1),
            ])),
        ],
        Folded: "All metrics at 1, 5, 10 and 20");

    public static TableBlock Beyond(ComparisonResult result) => new(
        ["model", "coverage@20", "popularity@20", "novelty@20, bits", "category distance@20", "age@20, days"],
        Rows(result, model =>
        {
            CutFigures at = model[result.Options.Mode].At[^1];
            return
            [
                model.Name, Percent(at.Coverage, 1), Percent(at.Popularity, 3), Number(at.Novelty, 2),
                Number(at.CategoryDistance, 3), Number(at.AgeDays, 1),
            ];
        }));

    /// <summary>One table for each group of predictions: HR@20 and MRR@20 by bin.</summary>
    public static IEnumerable<(string Group, TableBlock Table)> Groups(ComparisonResult result)
    {
        foreach (IGrouping<string, GroupFigures> group in result.Models[0].Groups.GroupBy(figures => figures.Group))
        {
            string[] bins = [.. group.Select(figures => figures.Bin)];
            IReadOnlyList<string> counts = ["predictions", .. group.Select(figures => Count(figures.Predictions))];
            yield return (group.Key, new TableBlock(
                ["model", .. bins],
                [
                    counts,
                    .. Rows(result, model =>
                    [
                        model.Name,
                        .. model.Groups.Where(figures => figures.Group == group.Key)
                            .Select(figures => Text($"{figures.HitRate20:#.000} / {figures.Mrr20:#.000}")),
                    ]),
                ]));
        }
    }

    public static TableBlock Settings(ComparisonResult result) => new(
        [
            "model", "paper", "settings", "settings tried", "validation score", "seeds", "HR@20 between seeds",
            $"HR@20 against {result.Against} over seeds, 95 %", "training, s", "scoring, s",
        ],
        Rows(result, model =>
        [
            Text($"{model.Name}: {model.Title}"), model.Source, model.Settings.Length > 0 ? model.Settings : "none",
            model.SettingsTried > 0 ? Count(model.SettingsTried) : Nothing,
            model.ValidationScore is double score ? Share(score) : Nothing,
            model.Spread is SeedSpread many ? Count(many.Seeds) : "1",
            model.Spread is SeedSpread spread ? Text($"± {spread.HitRate20:F4}") : Nothing,
            model.SeedHitRateChange is BootstrapInterval change
                ? Text($"{change.Mean:F4} [{change.Low:F4}, {change.High:F4}]") : Nothing,
            Seconds(model.TrainingSeconds), Seconds(model.ScoringSeconds),
        ]),
        TextColumns: [1, 2]);

    /// <summary>What an index loses; null if that was not asked for.</summary>
    public static TableBlock? Index(ComparisonResult result) => result.Models.Any(model => model.Index is not null)
        ? new TableBlock(
            [
                "model", "vectors", "HR@20 of all scores", "HR@20 of the index", "difference", "MRR@20 of all scores",
                "MRR@20 of the index", "difference", "strategies",
            ],
            [
                .. result.Models.Where(model => model.Index is not null).Select(model => (IReadOnlyList<string>)
                [
                    model.Name, Text($"{model.Index!.Products:N0} x {model.Index.Dimension}"),
                    Share(model.Index.HitRate20), Share(model.Index.IndexHitRate20),
                    Text($"{model.Index.IndexHitRate20 - model.Index.HitRate20:F4}"),
                    Share(model.Index.Mrr20), Share(model.Index.IndexMrr20),
                    Text($"{model.Index.IndexMrr20 - model.Index.Mrr20:F4}"), Strategies(model.Index),
                ]),
            ])
        : null;

    private static IReadOnlyList<IReadOnlyList<string>> Rows(
        ComparisonResult result, Func<ModelResult, IReadOnlyList<string>> row) => [.. result.Models.Select(row)];
}
