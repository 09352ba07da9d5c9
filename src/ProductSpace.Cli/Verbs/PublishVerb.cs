using System.CommandLine;
using System.Globalization;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation.Gates;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`publish`: makes a snapshot the current generation of a folder.</summary>
internal static class PublishVerb
{
    public static Command Create()
    {
        Argument<string> snapshot = Common.Snapshot();
        Argument<string> folder = Common.Folder();
        GateArguments gate = new("--gate", isRequired: false);
        Option<bool> json = Common.Json();
        Command verb = new(
            "publish",
            "Copies a snapshot into a folder as its next generation, checks the copy, and lets shops that follow the "
            + "folder answer from it.")
        {
            snapshot,
            folder,
        };
        gate.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellationToken) =>
            {
                GenerationFolder target = new(parsed.GetRequiredValue(folder));
                string file = SnapshotPath.Of(parsed.GetRequiredValue(snapshot));
                if (gate.IsAsked(parsed) && target.FindCurrent() is Generation current)
                {
                    RequireNotWorse(parsed, gate, current, file, cancellationToken);
                }

                using ConsoleProgress progress = parsed.Progress();
                Generation generation = target.Publish(file, progress, cancellationToken);
                progress.Clear();
                GenerationsVerb.PrintCurrent(parsed.Out(), parsed.GetValue(json), target, generation);
                return Task.FromResult(ExitCode.Done);
            });
        return verb;
    }

    /// <summary>Refuses a snapshot that recommends worse than the current one.</summary>
    private static void RequireNotWorse(
        ParseResult parsed,
        GateArguments gate,
        Generation current,
        string snapshot,
        CancellationToken cancellationToken)
    {
        using ProductIndex before = ProductIndex.Open(current.Path);
        using ProductIndex after = ProductIndex.Open(snapshot);
        using ConsoleProgress progress = parsed.Progress();
        GateResult result = gate.Compare(parsed, before, after, progress, cancellationToken);
        progress.Clear();
        if (result.IsWorse)
        {
            GateText.Print(parsed.Out(), result);
            string figures = string.Create(
                CultureInfo.InvariantCulture,
                $"HR@{result.ListLength} {result.HitRateBefore:F4} -> {result.HitRateAfter:F4}");
            throw new InvalidDataException(
                $"{snapshot}: recommends worse than generation {current.Number} ({figures}); nothing was published; "
                + "correct what it was built from, or publish without --gate");
        }
    }
}
