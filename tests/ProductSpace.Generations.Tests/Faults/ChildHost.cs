using System.Diagnostics;

namespace ProductSpace.Generations.Tests.Faults;

/// <summary>The helper program in a process of its own, that can be killed, or run under a tracer that lets system calls fail.</summary>
internal static class ChildHost
{
    public static Process Start(string[] before, params string[] arguments) => Start(before, input: false, arguments);

    public static Process Start(string[] before, bool input, params string[] arguments)
    {
        string host = Environment.ProcessPath is string own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        string[] line = [.. before, host, "exec", Path.Combine(AppContext.BaseDirectory, "ProductSpace.Tests.Child.dll"), .. arguments];
        ProcessStartInfo start = new(line[0]) { RedirectStandardOutput = true, RedirectStandardInput = input, UseShellExecute = false };
        foreach (string argument in line.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    public static (int Code, string Output) Run(string[] before, params string[] arguments)
    {
        using Process process = Start(before, arguments);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    /// <summary>Kills a publisher some time after its first word; the number that it acknowledged last.</summary>
    public static int KillAfter(int milliseconds, params string[] arguments)
    {
        using Process process = Start([], arguments);
        string first = process.StandardOutput.ReadLine() ?? string.Empty;
        Thread.Sleep(milliseconds);
        process.Kill();
        string rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        // The last line may be cut.
        string[] lines = $"{first}\n{rest[..(rest.LastIndexOf('\n') + 1)]}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return int.Parse(lines[^1].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
