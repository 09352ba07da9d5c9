using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;
using ProductSpace.Evaluation.Attribution;

namespace ProductSpace.Cli.Verbs;

/// <summary>`attribute`: what shown recommendations led to.</summary>
internal static class AttributeVerb
{
    public static Command Create()
    {
        AttributionArguments attribution = new();
        Option<bool> json = Common.Json();
        Command verb = new(
            "attribute",
            "Joins a log of shown recommendations with a log of events: click and purchase rates by placement, "
            + "variant, source and position, and what exploration slots say of products that are seldom shown.");
        attribution.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellationToken) =>
        {
            AttributionOptions options = attribution.Options(parsed);
            using ConsoleProgress progress = parsed.Progress();
            AttributionResult result = EventAttribution.Run(
                attribution.Shown(parsed), attribution.Events(parsed), options, progress, cancellationToken);
            progress.Clear();
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), AttributionText.Json(result, options));
            }
            else
            {
                AttributionText.Print(parsed.Out(), result, options);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return verb;
    }
}
