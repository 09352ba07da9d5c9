using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation.Tuning;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Verbs;

/// <summary>
/// `tune-placement`: chooses the weights of a placement by a log that the snapshot was not learned from.
/// </summary>
internal static class TunePlacementVerb
{
    public static Command Create()
    {
        Argument<string> snapshot = Common.Snapshot();
        PlacementTuningArguments tuning = new();
        Option<string?> target = new("--out")
        {
            Description =
                "File of placements to write for `build --placements`. One that exists keeps its other placements. "
                + "Nothing is written where no better weights were found.",
        };
        Option<bool> json = Common.Json();
        Command verb = new(
            "tune-placement",
            "Chooses how much vectors, item tables and older events count in a placement: on half of the sessions of a "
            + "validation log, judged on the other half. Where the gain may be chance, the placement stays as it is.")
        {
            snapshot,
        };
        tuning.AddTo(verb);
        verb.AddOptions(target, json);
        verb.SetAction((parsed, cancellationToken) =>
        {
            PlacementTuningOptions options = tuning.Options(parsed);
            string path = SnapshotPath.Of(parsed.GetRequiredValue(snapshot));
            string? written = parsed.GetValue(target);
            if (written is not null)
            {
                WholeText.Require("--out", written, [path, .. tuning.Events(parsed)]);
            }

            using ProductIndex index = ProductIndex.Open(path);
            string name = tuning.Name(parsed);
            Placement placement = index.GetPlacement(name);
            PlacementJson document = PlacementJson.Of(index, written, name);
            using ConsoleProgress progress = parsed.Progress();
            IReadOnlyList<IReadOnlyList<string>> sessions =
                SessionIds.Read(tuning.Events(parsed), tuning.Columns.Log(parsed), progress, cancellationToken);
            progress.Stage = "tuning";
            PlacementTuningResult result =
                PlacementTuner.Tune(index, placement, sessions, options, progress, cancellationToken);
            progress.Clear();
            if (result.IsBetter)
            {
                document.Set(result.Best, index.Tables, tuning.Provenance(parsed, index, result, cancellationToken));
                if (written is not null)
                {
                    WholeText.Write(written, document.ToString());
                }
            }

            PlacementTuningText text = new(name, result, options, result.IsBetter ? written : null, document);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), text.Json());
            }
            else
            {
                text.Print(parsed.Out());
            }

            return Task.FromResult(ExitCode.Done);
        });
        return verb;
    }
}
