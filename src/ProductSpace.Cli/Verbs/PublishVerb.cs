using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`publish`: makes a snapshot the current generation of a folder.</summary>
internal static class PublishVerb
{
    public static Command Create()
    {
        Argument<string> snapshot = Common.Snapshot();
        Argument<string> folder = Common.Folder();
        Option<bool> json = Common.Json();
        Command verb = new(
            "publish",
            "Copies a snapshot into a folder as its next generation, checks the copy, and lets shops that follow the "
            + "folder answer from it.")
        {
            snapshot,
            folder,
            json,
        };
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                GenerationFolder target = new(parsed.GetRequiredValue(folder));
                Generation generation = target.Publish(parsed.GetRequiredValue(snapshot), cancellationToken);
                GenerationsVerb.PrintCurrent(parsed.Out(), parsed.GetValue(json), target, generation);
                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }
}
