using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ProductSpace.Cli.Tests.Docs;

/// <summary>Every command of the page on operations is run, block by block, in one folder, by the shell and the real program.</summary>
public sealed partial class OperationsTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Operations_EveryCommand_RunsAsWritten()
    {
        Skip.If(OperatingSystem.IsWindows(), "the page is written for a shell of Unix");
        string page = File.ReadAllText(Sources.PathOf("native-free-docs", "operations.md")).ReplaceLineEndings("\n");
        string[] blocks = [.. Blocks().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.InRange(blocks.Length, 4, 40);
        (int code, string output) = RunScript(string.Join('\n', blocks));
        Assert.True(code == 0, output);
    }

    /// <summary>The runner must be able to fail.</summary>
    [SkippableTheory]
    [InlineData("productspace rollback nowhere")]
    [InlineData("productspace publsh x y")]
    [InlineData("test -e none")]
    public void RunScript_CommandThatFails_IsSeen(string line)
    {
        Skip.If(OperatingSystem.IsWindows(), "the page is written for a shell of Unix");
        Assert.NotEqual(0, RunScript($"{line}\ntrue").Code);
    }

    /// <summary>Commands named in running text name verbs that are there.</summary>
    [Fact]
    public void Operations_CommandsInText_NameVerbs()
    {
        string page = File.ReadAllText(Sources.PathOf("native-free-docs", "operations.md"));
        string[] verbs = [.. InText().Matches(page).Select(match => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(verbs);
        Assert.All(verbs, verb => Assert.Equal(0, Cli.Run(verb, "--help").Code));
    }

    private (int Code, string Output) RunScript(string script)
    {
        string host = Environment.ProcessPath is string own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        string program = $"productspace() {{ '{host}' exec '{Path.Combine(AppContext.BaseDirectory, "ProductSpace.Cli.dll")}' \"$@\"; }}\n";
        File.WriteAllText(_folder.File("run.sh"), program + script);
        ProcessStartInfo start = new("sh", ["-eu", "run.sh"]) { WorkingDirectory = _folder.Root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DOTNET_TieredPGO"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("`productspace ([a-z]+)")]
    private static partial Regex InText();
}
