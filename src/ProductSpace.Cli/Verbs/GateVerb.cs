using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation.Gates;

namespace ProductSpace.Cli.Verbs;

/// <summary>`gate`: compares the recommendations of two snapshots before one replaces the other.</summary>
internal static class GateVerb
{
    public static Command Create()
    {
        Argument<string> before = new("before") { Description = "Snapshot in use (.psx)." };
        Argument<string> after = new("after") { Description = "Snapshot that is to replace it (.psx)." };
        GateArguments gate = new("--events", isRequired: true);
        Option<bool> json = Common.Json();
        Command verb = new(
            "gate",
            "Lets two snapshots recommend at the same moments of a log that neither was learned from, and exits with 1 "
            + "if the newer one is worse.")
        {
            before,
            after,
        };
        gate.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellationToken) =>
        {
            using ProductIndex older = ProductIndex.Open(parsed.GetRequiredValue(before));
            using ProductIndex newer = ProductIndex.Open(parsed.GetRequiredValue(after));
            using ConsoleProgress progress = parsed.Progress();
            GateResult result = gate.Compare(parsed, older, newer, progress, cancellationToken);
            progress.Clear();
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), GateText.Json(result));
            }
            else
            {
                GateText.Print(parsed.Out(), result);
            }

            return Task.FromResult(result.IsWorse ? ExitCode.Refused : ExitCode.Done);
        });
        return verb;
    }
}
