using System.CommandLine;

namespace ProductSpace.Cli.Tests.Verbs;

/// <summary>Every verb of the program, those below a verb included, with the words that lead to it.</summary>
internal static class AllVerbs
{
    public static (string Words, Command Verb)[] List() => [.. Below(CommandLine.Build(), string.Empty)];

    private static IEnumerable<(string Words, Command Verb)> Below(Command command, string words)
    {
        foreach (Command verb in command.Subcommands)
        {
            string name = $"{words} {verb.Name}".Trim();
            yield return (name, verb);
            foreach ((string, Command) below in Below(verb, name))
            {
                yield return below;
            }
        }
    }
}
