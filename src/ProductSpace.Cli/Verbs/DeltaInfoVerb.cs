using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`delta info`: shows the content of a delta file, without its snapshot and without a lock.</summary>
internal static class DeltaInfoVerb
{
    public static Command Create()
    {
        Argument<string> file = new("delta")
        {
            Description = "Delta file (.psd), or a folder of generations for the delta of its current one.",
        };
        Option<bool> json = Common.Json();
        Command verb = new("info", "Checks a delta file completely and shows what it holds; refuses a damaged one.")
        {
            file,
            json,
        };
        verb.SetAction(parsed =>
        {
            string given = parsed.GetRequiredValue(file);
            DeltaFileInfo info = DeltaFileInfo.Read(
                Directory.Exists(given) ? DeltaArguments.PathOf(null, SnapshotPath.Of(given)) : given);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), info);
            }
            else
            {
                Print(parsed.Out(), info);
            }

            return ExitCode.Done;
        });
        return verb;
    }

    private static void Print(TextWriter output, DeltaFileInfo info)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{info.Path}: {info.Upserts:N0} products added, {info.Changes:N0} changes, {info.Removals:N0} removals, "
            + $"{info.FileBytes:N0} bytes, issue {info.Issue:N0}, over the snapshot with content "
            + $"{info.BaseContentHash}"));
        if (info.TornBytes > 0)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {info.TornBytes:N0} bytes behind them are a write under way, or what a crash tore off"));
        }
    }
}
