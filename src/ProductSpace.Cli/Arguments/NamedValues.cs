using System.CommandLine;
using ProductSpace.Cli.Output;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options that take the names of an enumeration, spelled as JSON output spells them.</summary>
internal static class NamedValues
{
    /// <summary>Returns an option that takes the name of a value.</summary>
    /// <param name="name">Name of the option, with its dashes.</param>
    /// <param name="description">Text for the help of the verb.</param>
    /// <param name="otherwise">Value of the option where it is not given.</param>
    public static Option<string> Option<T>(string name, string description, T otherwise)
        where T : struct, Enum
    {
        Option<string> option = new(name)
        {
            Description = description,
            DefaultValueFactory = _ => JsonOutput.Name(otherwise),
        };
        option.AcceptOnlyFromAmong([.. Enum.GetValues<T>().Select(JsonOutput.Name)]);
        return option;
    }

    /// <summary>Returns the value whose name was given.</summary>
    public static T Read<T>(ParseResult parsed, Option<string> option)
        where T : struct, Enum => Enum.Parse<T>(parsed.GetRequiredValue(option), ignoreCase: true);
}
