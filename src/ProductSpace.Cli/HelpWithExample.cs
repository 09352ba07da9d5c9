using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ProductSpace.Cli;

/// <summary>Prints the library's help, followed by an example to copy.</summary>
internal sealed class HelpWithExample(HelpAction inner, (Command Verb, string Example)[] verbs)
    : SynchronousCommandLineAction
{
    /// <summary>True: help is not wrong usage, even if required options are missing.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = inner.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Example:");
        foreach ((Command verb, string example) in verbs)
        {
            if (parseResult.CommandResult.Command == verb
                || (parseResult.CommandResult.Command is RootCommand && verb == verbs[0].Verb))
            {
                output.WriteLine($"  {example}");
            }
        }

        output.WriteLine();
        return code;
    }
}
