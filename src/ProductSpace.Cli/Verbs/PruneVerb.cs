using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`prune`: removes old generations of a folder.</summary>
internal static class PruneVerb
{
    public static Command Create()
    {
        Argument<string> folder = Common.Folder();
        Option<int> keep = new("--keep")
        {
            Description = "Number of the newest generations to keep; the current one is always kept.",
            Required = true,
        };
        Option<bool> json = Common.Json();
        Command verb = new(
            "prune",
            "Removes old generations of a folder. Shops that still answer from one keep it until their next swap.")
        {
            folder,
            keep,
            json,
        };
        verb.SetAction(parsed =>
        {
            int kept = parsed.GetRequiredValue(keep);
            if (kept < 1)
            {
                throw new UsageException($"--keep must be 1 or more; it is {kept}");
            }

            GenerationFolder target = new(parsed.GetRequiredValue(folder));
            int[] removed = [.. target.Prune(kept).Select(generation => generation.Number)];
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), new JsonFields { ["folder"] = target.Directory, ["removed"] = removed });
            }
            else
            {
                parsed
                    .Out()
                    .WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{target.Directory}: "
                            + $"{(removed.Length == 0 ? "nothing to remove" : $"removed {string.Join(", ", removed)}")}"
                        ));
            }

            return ExitCode.Done;
        });
        return verb;
    }
}
