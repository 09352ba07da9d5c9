using System.CommandLine;
using System.CommandLine.Parsing;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation.Gates;
using ProductSpace.Evaluation.Reports;

namespace ProductSpace.Cli.Verbs;

/// <summary>Compares two snapshots, as `gate` and `evaluate --a --b` do.</summary>
internal static class SnapshotComparison
{
    /// <summary>Prints the comparison; returns the exit code, 1 where the newer snapshot is worse.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">The snapshot in use, and the one that is to replace it.</param>
    /// <param name="html">File of a report to write; null for none.</param>
    /// <param name="isJson">True for JSON.</param>
    /// <param name="compare">Compares the two open snapshots.</param>
    public static int Run(
        ParseResult parsed,
        (string Before, string After) files,
        string? html,
        bool isJson,
        Func<ProductIndex, ProductIndex, ConsoleProgress, GateResult> compare)
    {
        using ProductIndex older = ProductIndex.Open(SnapshotPath.Of(files.Before));
        using ProductIndex newer = ProductIndex.Open(SnapshotPath.Of(files.After));
        using ConsoleProgress progress = parsed.Progress();
        GateResult result = compare(older, newer, progress);
        progress.Clear();
        if (html is not null)
        {
            using StringWriter text = new() { NewLine = "\n" };
            HtmlReport.Write(result, Path.GetFileName(files.Before), Path.GetFileName(files.After), text);
            WholeText.Write(html, text.ToString());
        }

        if (isJson)
        {
            JsonOutput.Write(parsed.Out(), GateText.Json(result));
        }
        else
        {
            GateText.Print(parsed.Out(), result);
        }

        return result.IsWorse ? ExitCode.Refused : ExitCode.Done;
    }

    /// <summary>Refuses options that say nothing about two snapshots, instead of ignoring them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="fit">Options that do.</param>
    public static void RequireOnly(ParseResult parsed, params ReadOnlySpan<string> fit)
    {
        foreach (SymbolResult child in parsed.CommandResult.Children)
        {
            if (child is OptionResult { Implicit: false } given && !fit.Contains(given.Option.Name))
            {
                throw new UsageException(
                    $"{given.Option.Name} is about models that are trained; leave it out with --a and --b");
            }
        }
    }
}
