using System.CommandLine;
using ProductSpace.Cli.Arguments;

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
            + "if the newer one is worse. Short for `evaluate --a --b`.")
        {
            before,
            after,
        };
        gate.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellationToken) => Task.FromResult(SnapshotComparison.Run(
            parsed,
            (parsed.GetRequiredValue(before), parsed.GetRequiredValue(after)),
            html: null,
            parsed.GetValue(json),
            (older, newer, progress) => gate.Compare(parsed, older, newer, progress, cancellationToken))));
        return verb;
    }
}
