using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Verbs;

/// <summary>`delta set`: changes attributes of a known product.</summary>
internal static class DeltaSetVerb
{
    public static Command Create()
    {
        DeltaArguments arguments = new();
        Option<string> id = DeltaArguments.Id();
        Option<bool> json = Common.Json();
        Command verb = new("set", "Changes price, stock, categories, facets, numbers or payload of a product.")
        {
            id,
            json,
        };
        arguments.AddTo(verb, withAttributes: true);
        verb.SetAction(parsed =>
        {
            // Before the delta is opened, which makes its file.
            DeltaChange change = arguments.Change(parsed);
            string product = parsed.GetRequiredValue(id);
            return arguments.Run(parsed, parsed.GetValue(json), (delta, index) => DeltaArguments.NewNames(
                index, change) is string names && delta.Set(product, change)
                ? $"changed {product}{names}"
                : throw new ArgumentException($"no product {product} in the snapshot and its delta; add it first"));
        });
        return verb;
    }
}
