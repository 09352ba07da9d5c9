using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Catalog;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation;
using ProductSpace.Evaluation.Cold;
using ProductSpace.Evaluation.Comparing;
using ProductSpace.Evaluation.Reports;
using ProductSpace.Training;

namespace ProductSpace.Cli.Verbs;

/// <summary>`evaluate`: compares models on a shop's own log, split by time.</summary>
internal static class EvaluateVerb
{
    public static Command Create()
    {
        LogArguments log = new(hasCatalog: true);
        FactsArguments facts = new(log);
        ComparisonArguments comparison = new();
        Option<string?> html = new("--html") { Description = "Also write a report as one HTML file." };
        Option<string?> markdown = new("--markdown") { Description = "Also write a report as Markdown." };
        Option<string?> a = new("--a")
        {
            Description =
                "In place of models: the snapshot in use (.psx), to compare with --b; exits with 1 if --b is worse.",
        };
        Option<string?> b = new("--b") { Description = "The snapshot that is to replace it (.psx)." };
        GateArguments gate = new("--events", isRequired: false);
        ColdTrialArguments cold = new();
        Option<bool> json = Common.Json();
        Command verb = new(
            "evaluate",
            "Compares models on a log of events: trains them on what is before a time, and judges them by what "
            + "shoppers viewed next after it; or compares two snapshots with --a and --b; or judges how new products "
            + "are placed with --cold. Models: "
            + $"{string.Join(", ", Recipes.All.Select(recipe => recipe.Name))}.");
        log.AddTo(verb);
        facts.AddTo(verb);
        comparison.AddTo(verb);
        verb.AddOptions(html, markdown, a, b);
        gate.AddToleranceTo(verb);
        cold.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellationToken) =>
        {
            if ((parsed.GetValue(a) ?? parsed.GetValue(b)) is not null)
            {
                return Task.FromResult(CompareSnapshots(parsed, a, b, gate, html, json, log, cancellationToken));
            }

            facts.Check(parsed);
            if (cold.IsAsked(parsed))
            {
                comparison.RequireCold(parsed, html, markdown);
                ColdTrialOptions trial =
                    comparison.ReadCold(parsed, log.Cleaning(parsed).MinCount, cold.Draws(parsed));
                ColdComparison.Run(parsed, log, facts, trial, parsed.GetValue(json), cancellationToken);
                return Task.FromResult(ExitCode.Done);
            }

            CleaningOptions cleaning = log.Cleaning(parsed) with { KeepRepeats = comparison.KeepRepeats(parsed) };
            ComparisonOptions options = comparison.Read(parsed, cleaning.MinCount);
            string? htmlPath = parsed.GetValue(html);
            string? markdownPath = parsed.GetValue(markdown);
            string?[] inputs = [.. log.Files(parsed), cleaning.ExcludedUsersFile, facts.File(parsed)];
            RequireTargets(htmlPath, markdownPath, inputs);
            CatalogReader? catalog = facts.Open(parsed);
            using ConsoleProgress progress = parsed.Progress();
            EvaluationLog events = EvaluationLog.Read(
                log.Files(parsed), log.Log(parsed), cleaning, progress, cancellationToken);
            ComparisonResult result = ModelComparison.Run(
                events,
                options,
                FactsArguments.Read(catalog, events.ProductIds, cancellationToken),
                progress,
                cancellationToken);
            progress.Clear();
            string name = string.Join(", ", log.Files(parsed).Select(Path.GetFileName));
            Publish(htmlPath, text => HtmlReport.Write(result, name, text));
            Publish(markdownPath, text => MarkdownReport.Write(result, name, text));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), Json(result, events));
                return Task.FromResult(ExitCode.Done);
            }

            TextReport.Write(result, name, parsed.Out());
            foreach (string path in new[] { htmlPath, markdownPath }.OfType<string>())
            {
                parsed.Out().WriteLine($"written to {path}");
            }

            return Task.FromResult(ExitCode.Done);
        });
        return verb;
    }

    private static int CompareSnapshots(
        ParseResult parsed,
        Option<string?> a,
        Option<string?> b,
        GateArguments gate,
        Option<string?> html,
        Option<bool> json,
        LogArguments log,
        CancellationToken cancellationToken)
    {
        SnapshotComparison.RequireOnly(
            parsed, a.Name, b.Name, "--events", ColumnNames.Option, gate.ToleranceName, html.Name, json.Name);
        if (parsed.GetValue(a) is not string before || parsed.GetValue(b) is not string after)
        {
            throw new UsageException("--a and --b are two snapshots to compare; give both");
        }

        string[] events = [.. log.Files(parsed)];
        string? report = parsed.GetValue(html);
        if (report is not null)
        {
            WholeText.Require(html.Name, report, [before, after, .. events]);
        }

        return SnapshotComparison.Run(
            parsed,
            (before, after),
            report,
            parsed.GetValue(json),
            (older, newer, progress) => gate.Compare(
                parsed, events, log.Columns, older, newer, progress, cancellationToken));
    }

    private static void RequireTargets(string? html, string? markdown, string?[] inputs)
    {
        WholeText.RequireTwo("--html", html, "--markdown", markdown);
        foreach ((string option, string? path) in new[] { ("--html", html), ("--markdown", markdown) })
        {
            if (path is not null)
            {
                WholeText.Require(option, path, inputs);
            }
        }
    }

    private static void Publish(string? path, Action<TextWriter> write)
    {
        if (path is not null)
        {
            using StringWriter text = new() { NewLine = "\n" };
            write(text);
            WholeText.Write(path, text.ToString());
        }
    }

    private static JsonFields Json(ComparisonResult result, EvaluationLog log)
    {
        ComparisonOptions options = result.Options;
        return new JsonFields
        {
            ["log"] = new JsonFields
            {
                ["sessions"] = result.LogSessions,
                ["views"] = result.LogViews,
                ["products"] = result.LogProducts,
                ["isClock"] = result.IsClock,
                ["clockReason"] = result.ClockReason,
                ["keepsRepeats"] = result.KeepsRepeats,
            },
            ["split"] = new JsonFields
            {
                ["testDays"] = options.Split.TestDays,
                ["testShare"] = options.Split.TestDays is null ? options.Split.TestShare : (double?)null,
                ["minCount"] = options.Split.MinCount,
                ["unknown"] = options.Split.Unknown,
                ["validation"] = result.Validation,
                ["windows"] = result.Windows,
            },
            ["mode"] = options.Mode,
            ["metric"] = options.Metric == RankingMetric.HitRate ? "HR@20" : "MRR@20",
            ["ties"] = options.Ties,
            ["seed"] = options.Seed,
            ["seeds"] = options.Seeds,
            ["predictions"] = result.Predictions,
            ["positions"] = result.Positions,
            ["predictedSessions"] = result.PredictedSessions,
            ["highestHitRates"] = result.HighestHitRates,
            ["against"] = result.Against,
            ["models"] = result.Models,
            ["examples"] = result.Examples,
            ["seconds"] = result.Seconds,
            ["cleaning"] = log.Report,
        };
    }
}
