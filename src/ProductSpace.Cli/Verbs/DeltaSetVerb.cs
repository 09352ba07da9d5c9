using System.CommandLine;
using ProductSpace.Cli.Arguments;

namespace ProductSpace.Cli.Verbs;

/// <summary>`delta set`: changes attributes of a known product.</summary>
internal static class DeltaSetVerb
{
    public static Command Create()
    {
        DeltaArguments arguments = new();
        Option<string> id = DeltaArguments.Id();
        Option<bool> json = Common.Json();
        Command verb = new("set", "Changes price, stock, categories, facets or payload of a product.") { id, json };
        arguments.AddTo(verb, withAttributes: true);
        verb.SetAction(parsed => arguments.Run(parsed, parsed.GetValue(json), (delta, index) =>
            {
                string product = parsed.GetRequiredValue(id);
                return delta.Set(product, arguments.Change(parsed))
                    ? $"changed {product}"
                    : throw new ArgumentException($"no product {product} in the snapshot and its delta; add it first");
            }));
        return verb;
    }
}
