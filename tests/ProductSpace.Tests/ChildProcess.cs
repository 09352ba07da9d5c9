using System.Diagnostics;

namespace ProductSpace.Tests;

/// <summary>
/// Runs the helper program in a process of its own, under other settings of the runtime. Under an emulator that is named by
/// PRODUCTSPACE_LAUNCHER ("emulator options", words parted by blanks) it runs the helper's own executable.
/// </summary>
internal static class ChildProcess
{
    public static (int ExitCode, string Output) Run(string[] arguments, params (string Name, string Value)[] environment) =>
        Run("ProductSpace.Tests.Child", arguments, environment);

    /// <summary>Runs the program of hostile files.</summary>
    public static (int ExitCode, string Output) RunFuzz(string[] arguments, params (string Name, string Value)[] environment) =>
        Run("ProductSpace.Fuzz", arguments, environment);

    private static (int ExitCode, string Output) Run(
        string program, string[] arguments, (string Name, string Value)[] environment)
    {
        string helper = Path.Combine(AppContext.BaseDirectory, program);
        string[] launcher = Environment.GetEnvironmentVariable("PRODUCTSPACE_LAUNCHER") is string words and not ""
            ? [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries), helper]
            : [Environment.ProcessPath is string host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", "exec", $"{helper}.dll"];
        ProcessStartInfo start = new(launcher[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in launcher.Skip(1).Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
