using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Training;

namespace ProductSpace.Cli.Verbs;

/// <summary>`clean`: turns a shop's log into sessions to train on, with a report of what was dropped.</summary>
internal static class CleanVerb
{
    public static Command Create()
    {
        LogArguments log = new();
        Option<string> target = new("--out")
        {
            Description =
                "Cleaned log to write (.csv or .csv.gz): session (a running number), time, product_id, event_type.",
            Required = true,
        };
        Option<string?> reportFile = new("--report") { Description = "Also write the report as JSON." };
        Option<bool> json = Common.Json();
        Command verb = new(
            "clean",
            "Cleans a log of events: sessions, order, repeats, bots, rare products; reports what was dropped.");
        log.AddTo(verb);
        verb.Options.Add(target);
        verb.Options.Add(reportFile);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                string path = parsed.GetRequiredValue(target);
                string? reportPath = parsed.GetValue(reportFile);
                RequireOtherFiles([.. log.Files(parsed), log.Cleaning(parsed).ExcludedUsersFile], path, reportPath);
                using ConsoleProgress progress = parsed.Progress();
                using CleanedLog cleaned = SessionLog.Clean(
                    log.Files(parsed),
                    log.Log(parsed),
                    log.Cleaning(parsed),
                    progress,
                    cancellationToken);
                cleaned.WriteEvents(path, cancellationToken);
                if (reportPath is not null)
                {
                    WholeText.Write(reportPath, cleaned.Report.ToJson() + "\n");
                }

                progress.Dispose();
                if (parsed.GetValue(json))
                {
                    JsonOutput.Write(parsed.Out(), new JsonFields { ["path"] = path, ["report"] = cleaned.Report });
                }
                else
                {
                    parsed.Out().Write(cleaned.Report.ToText());
                    parsed.Out().WriteLine($"written to {path}");
                }

                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    private static void RequireOtherFiles(string?[] inputs, string path, string? report)
    {
        WholeText.RequireTwo("--out", path, "--report", report);
        WholeText.Require("--out", path, inputs);
        if (report is not null)
        {
            WholeText.Require("--report", report, inputs);
        }
    }
}
