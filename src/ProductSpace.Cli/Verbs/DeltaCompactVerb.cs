using System.CommandLine;
using ProductSpace.Cli.Arguments;

namespace ProductSpace.Cli.Verbs;

/// <summary>`delta compact`: drops versions that are no longer used.</summary>
internal static class DeltaCompactVerb
{
    public static Command Create()
    {
        DeltaArguments arguments = new();
        Option<bool> json = Common.Json();
        Command verb = new("compact", "Rewrites a delta with the fewest writes that have the same effect.") { json };
        arguments.AddTo(verb, withAttributes: false);
        verb.SetAction(parsed => arguments.Run(parsed, parsed.GetValue(json), (delta, index) =>
        {
            delta.Compact();
            return "compacted";
        }));
        return verb;
    }
}
