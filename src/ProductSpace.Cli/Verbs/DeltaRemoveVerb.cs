using System.CommandLine;
using ProductSpace.Cli.Arguments;

namespace ProductSpace.Cli.Verbs;

/// <summary>`delta remove`: removes a product from all answers.</summary>
internal static class DeltaRemoveVerb
{
    public static Command Create()
    {
        DeltaArguments arguments = new();
        Option<string> id = DeltaArguments.Id();
        Option<bool> json = Common.Json();
        Command verb = new("remove", "Removes a product from all answers.") { id, json };
        arguments.AddTo(verb, withAttributes: false);
        verb.SetAction(parsed => arguments.Run(parsed, parsed.GetValue(json), (delta, index) =>
            {
                string product = parsed.GetRequiredValue(id);
                return delta.Remove(product)
                    ? $"removed {product}"
                    : throw new ArgumentException(
                        $"no product {product} in the snapshot and its delta; nothing to remove");
            }));
        return verb;
    }
}
