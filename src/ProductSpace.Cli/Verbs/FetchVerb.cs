using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Hosting;

namespace ProductSpace.Cli.Verbs;

/// <summary>`fetch`: the current generation of a folder elsewhere becomes the current one of a folder here.</summary>
internal static class FetchVerb
{
    public static Command Create()
    {
        Argument<string> source = new("source") { Description = "Folder of generations: a path, or an address (http:// or https://) of a server of plain files." };
        Option<string> to = new("--to") { Description = "Folder of generations here; made by you, filled by this.", Required = true };
        Option<long?> most = new("--most-bytes") { Description = "Largest snapshot that is taken." };
        Option<bool> json = Common.Json();
        Command verb = new("fetch", "Brings the current generation of another folder here: what is here already is not fetched again, every section is compared with its hash, and a run that was cut goes on where it ended.") { source, to, most, json };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            FetchOptions options = parsed.GetValue(most) switch
            {
                null => new FetchOptions(),
                long bytes and > 0 => new FetchOptions { MostBytes = bytes },
                long bytes => throw new UsageException($"--most-bytes must be 1 or more; it is {bytes}"),
            };
            string folder = parsed.GetRequiredValue(to);
            FetchReport report;
            using (ConsoleProgress progress = parsed.Progress())
            {
                try
                {
                    report = await new GenerationFetcher(parsed.GetRequiredValue(source), folder, options).FetchAsync(progress, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException exception)
                {
                    throw new InterruptedException($"interrupted: {folder} answers as before; what was fetched is kept, and the same command goes on from there", exception);
                }
            }

            Print(parsed.Out(), parsed.GetValue(json), Path.GetFullPath(folder), report);
            return CommandLine.Done;
        });
        return verb;
    }

    private static void Print(TextWriter output, bool json, string folder, FetchReport report)
    {
        if (json)
        {
            JsonOutput.Write(output, new { folder, generation = report.Generation.Number, report.Generation.Publication, report.Generation.Path, report.IsNew, report.FileBytes, report.FetchedBytes, report.ReusedBytes, report.ResumedBytes, report.Cuts });
            return;
        }

        string how = report.IsNew
            ? string.Create(CultureInfo.InvariantCulture, $"is current; {report.FileBytes:N0} bytes: {report.FetchedBytes:N0} fetched, {report.ReusedBytes:N0} were here, {report.ResumedBytes:N0} of an earlier run; {report.Cuts} cuts")
            : "is the source's already";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: generation {report.Generation.Number} {how}"));
    }
}
