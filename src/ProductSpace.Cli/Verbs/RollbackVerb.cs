using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`rollback`: makes an older generation of a folder the current one again.</summary>
internal static class RollbackVerb
{
    public static Command Create()
    {
        Argument<string> folder = Common.Folder();
        Option<int?> to = new("--to")
        {
            Description =
                "Number of the generation. Default: the nearest below the current one. A higher number goes forward "
                + "again.",
        };
        Option<bool> json = Common.Json();
        Command verb = new("rollback", "Checks an older generation of a folder and makes it the current one.")
        {
            folder,
            to,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                int? number = parsed.GetValue(to);
                if (number < 1)
                {
                    throw new UsageException($"--to must be the number of a generation, from 1; it is {number}");
                }

                GenerationFolder target = new(parsed.GetRequiredValue(folder));
                using ConsoleProgress progress = parsed.Progress();
                Generation generation = target.Rollback(number, progress, cancellationToken);
                progress.Clear();
                GenerationsVerb.PrintCurrent(parsed.Out(), parsed.GetValue(json), target, generation);
                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }
}
