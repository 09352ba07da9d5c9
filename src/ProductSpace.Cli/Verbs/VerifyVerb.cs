using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using ProductSpace.Hosting;

namespace ProductSpace.Cli.Verbs;

/// <summary>`verify`: looks at everything in a snapshot, or in each generation of a folder.</summary>
internal static class VerifyVerb
{
    public static Command Create()
    {
        Argument<string> snapshot = new("snapshot") { Description = "Snapshot file (.psx), or a folder of generations: all of them." };
        Option<bool> json = Common.Json();
        Command verb = new("verify", "Checks a snapshot: checksums, padding, structure, and that every product can be reached.") { snapshot, json };
        verb.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(snapshot);
            if (Directory.Exists(path))
            {
                return Task.FromResult(VerifyFolder(parsed, new GenerationFolder(path), parsed.GetValue(json), cancellation));
            }

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

    /// <summary>Every generation is looked at, also behind a damaged one; the pointer must be sound and lead to one that is there.</summary>
    private static int VerifyFolder(ParseResult parsed, GenerationFolder folder, bool json, CancellationToken cancellation)
    {
        Generation current = folder.FindCurrent() ?? throw folder.NothingPublished();
        IReadOnlyList<Generation> generations = folder.List();
        List<object> rows = [];
        List<string> faults = generations.Any(generation => generation.IsCurrent) ? [] : [$"{folder.Directory}: generation {current.Number} is current, and is not there; roll back to another or publish again"];
        foreach (Generation generation in generations)
        {
            string? fault = null;
            try
            {
                using ProductIndex index = ProductIndex.Open(generation.Path);
                using ConsoleProgress progress = parsed.Progress();
                index.Verify(progress, cancellation);
            }
            catch (IOException refused)
            {
                fault = refused.Message;
                faults.Add(fault);
            }

            rows.Add(new { generation = generation.Number, current = generation.IsCurrent, sound = fault is null, fault });
            if (!json && fault is null)
            {
                parsed.Out().WriteLine(string.Create(CultureInfo.InvariantCulture, $"{generation.Path}: sound{(generation.IsCurrent ? ", current" : string.Empty)}"));
            }
        }

        if (json)
        {
            JsonOutput.Write(parsed.Out(), new { sound = faults.Count == 0, folder = folder.Directory, generations = rows });
        }

        faults.ForEach(parsed.InvocationConfiguration.Error.WriteLine);
        return faults.Count == 0 ? CommandLine.Done : CommandLine.Refused;
    }
}
