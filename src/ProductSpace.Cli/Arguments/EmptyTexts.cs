using System.CommandLine;
using System.CommandLine.Parsing;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Refuses options and arguments whose text is empty, as a script gives them whose variable is not set: as a path it
/// would stand for the current folder or for nothing, as an id for no product.
/// </summary>
internal static class EmptyTexts
{
    /// <summary>The category "" is the root.</summary>
    private const string Category = "--category";

    /// <exception cref="UsageException">An option or argument of the command has an empty text.</exception>
    public static void Refuse(ParseResult parsed)
    {
        foreach (SymbolResult part in parsed.CommandResult.Children)
        {
            if (part is OptionResult { Implicit: false } or ArgumentResult { Implicit: false })
            {
                string name = part is OptionResult option ? option.Option.Name : ((ArgumentResult)part).Argument.Name;
                if (name != Category && part.Tokens.Any(token => token.Value.Length == 0))
                {
                    throw new UsageException($"{name}: is empty; is a variable of the script not set?");
                }
            }
        }
    }
}
