using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`fetch`: makes the current generation of a remote folder the current one of a local folder.</summary>
internal static class FetchVerb
{
    public static Command Create()
    {
        Argument<string> source = new("source")
        {
            Description =
                "Folder of generations: a path, or an address (http:// or https://) of a server of plain files.",
        };
        Option<string> to = new("--to")
        {
            Description = "Local folder of generations, which must exist.",
            Required = true,
        };
        Option<long?> maxBytes = new("--max-bytes") { Description = "Largest snapshot to fetch, in bytes." };
        Option<bool> json = Common.Json();
        Command verb = new(
            "fetch",
            "Fetches the current generation of another folder. Sections that are already here are not fetched again, "
            + "every section is checked against its hash, and an interrupted run continues where it ended.")
        {
            source,
            to,
            maxBytes,
            json,
        };
        verb.SetAction(
            async (parsed, cancellationToken) =>
            {
                FetchOptions options = parsed.GetValue(maxBytes) switch
                {
                    null => new FetchOptions(),
                    long bytes and > 0 => new FetchOptions { MaxBytes = bytes },
                    long bytes => throw new UsageException($"--max-bytes must be 1 or more; it is {bytes}"),
                };
                string folder = parsed.GetRequiredValue(to);
                FetchReport report;
                using (ConsoleProgress progress = parsed.Progress())
                {
                    try
                    {
                        report = await new GenerationFetcher(parsed.GetRequiredValue(source), folder, options)
                            .FetchAsync(progress, cancellationToken)
                            .ConfigureAwait(false);
                    }
                    catch (OperationCanceledException exception)
                    {
                        throw new InterruptedException(
                            $"interrupted: {folder} answers as before; what was fetched is kept, and the same "
                            + "command goes on from there",
                            exception);
                    }
                }

                Print(parsed.Out(), parsed.GetValue(json), Path.GetFullPath(folder), report);
                return ExitCode.Done;
            });
        return verb;
    }

    private static void Print(TextWriter output, bool json, string folder, FetchReport report)
    {
        if (json)
        {
            JsonOutput.Write(
                output,
                new JsonFields
                {
                    ["folder"] = folder,
                    ["generation"] = report.Generation.Number,
                    ["publication"] = report.Generation.Publication,
                    ["path"] = report.Generation.Path,
                    ["isNew"] = report.IsNew,
                    ["fileBytes"] = report.FileBytes,
                    ["fetchedBytes"] = report.FetchedBytes,
                    ["reusedBytes"] = report.ReusedBytes,
                    ["resumedBytes"] = report.ResumedBytes,
                    ["cuts"] = report.Cuts,
                });
            return;
        }

        string how = report.IsNew
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"is current; {report.FileBytes:N0} bytes: {report.FetchedBytes:N0} fetched, {report.ReusedBytes:N0} "
                + $"were here, {report.ResumedBytes:N0} of an earlier run; {report.Cuts} cuts")
            : "is the source's already";
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{folder}: generation {report.Generation.Number} {how}"));
    }
}
