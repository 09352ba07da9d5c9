using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Delta;
using ProductSpace.Hosting.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Cli.Verbs;

/// <summary>`delta info`: shows the content of a delta file, without its snapshot and without a lock.</summary>
internal static class DeltaInfoVerb
{
    public static Command Create()
    {
        Argument<string> file = new("delta") { Description = "Delta file (.psd)." };
        Option<bool> json = Common.Json();
        Command verb = new("info", "Checks a delta file completely and shows what it holds; refuses a damaged one.")
        {
            file,
            json,
        };
        verb.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(file);
            DeltaContent content = DeltaContent.Read(path, SystemFiles.Instance)
                ?? throw new FileNotFoundException($"{path}: no such file", path);
            int upserts = content.Records.Count(record => record.Kind == DeltaKind.Upsert);
            int changes = content.Records.Count(record => record.Kind == DeltaKind.Set);
            int removals = content.Records.Count - upserts - changes;
            string ofBase = content.Header.Base.ToString("x32", CultureInfo.InvariantCulture);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(
                    parsed.Out(),
                    new
                    {
                        path,
                        contentHashOfBase = ofBase,
                        content.Header.Dimension,
                        content.Header.Issue,
                        bytes = content.Length,
                        upserts,
                        changes,
                        removals,
                        content.TornBytes,
                    });
            }
            else
            {
                parsed
                    .Out()
                    .WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{path}: {upserts:N0} products added, {changes:N0} changes, {removals:N0} removals, "
                            + $"{content.Length:N0} bytes, issue {content.Header.Issue:N0}, over the snapshot with "
                            + $"content {ofBase}"));
                if (content.TornBytes > 0)
                {
                    parsed
                        .Out()
                        .WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"  {content.TornBytes:N0} bytes behind them are a write under way, or what a crash "
                                + $"tore off"));
                }
            }

            return ExitCode.Done;
        });
        return verb;
    }
}
