using System.CommandLine;
using ProductSpace.Cli.Arguments;
using ProductSpace.Cli.Output;

namespace ProductSpace.Cli.Verbs;

/// <summary>`completions`: prints the script by which a shell completes the verbs and options.</summary>
internal static class CompletionsVerb
{
    public static Command Create()
    {
        Argument<string> shell = new("shell") { Description = "The shell: bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        Option<bool> json = Common.Json();
        Command verb = new(
            "completions",
            "Prints a script that lets a shell complete verbs, options and their values with the tab key. A comment in "
            + "it says where it goes.")
        {
            shell,
            json,
        };
        verb.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(shell);
            string script = CompletionScripts.Of(name);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(parsed.Out(), new JsonFields { ["shell"] = name, ["script"] = script });
            }
            else
            {
                parsed.Out().Write(script);
            }

            return ExitCode.Done;
        });
        return verb;
    }
}
