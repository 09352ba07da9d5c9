using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace ProductSpace.Cli.Verbs;

/// <summary>`verify`: looks at everything in a snapshot.</summary>
internal static class VerifyVerb
{
    public static Command Create()
    {
        Argument<string> snapshot = Common.Snapshot();
        Option<bool> json = Common.Json();
        Command verb = new("verify", "Checks a snapshot: checksums, padding, structure, and that every product can be reached.") { snapshot, json };
        verb.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(snapshot);
            long start = Stopwatch.GetTimestamp();
            using ProductIndex index = ProductIndex.Open(path);
            using (ConsoleProgress progress = parsed.Progress())
            {
                index.Verify(progress, cancellation);
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), new { sound = true, path, index.Info.FileBytes, sections = index.Sections.Entries.Count, products = index.Count, index.Info.Nodes, index.Info.ReachableNodes, index.Info.ContentHash, seconds });
            }
            else
            {
                string nodes = index.Info.Roads == Roads.Cells ? "no graph" : string.Create(CultureInfo.InvariantCulture, $"{index.Info.ReachableNodes:N0} of {index.Info.Nodes:N0} nodes can be reached");
                parsed.Out().WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: sound. {index.Info.FileBytes:N0} bytes in {index.Sections.Entries.Count} sections match their checksums; {index.Count:N0} products; {nodes}; {seconds:F2} s"));
            }

            return Task.FromResult(CommandLine.Done);
        });
        return verb;
    }
}
