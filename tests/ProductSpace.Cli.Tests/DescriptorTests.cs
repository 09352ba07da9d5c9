using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ProductSpace.Cli.Tests;

/// <summary>
/// A process that may open few files ends, whatever fails to open: an answer, or a line that says why. Some limits
/// once left it waiting for itself, deaf to a signal.
/// </summary>
public sealed class DescriptorTests
{
    private const int Unlimited = 0;

    [SkippableTheory]
    [InlineData(Unlimited, 0)]
    [InlineData(95, 1)]
    [InlineData(80, 1)]
    [InlineData(60, 1)]
    public void Query_FewDescriptors_EndsWithAReason(int limit, int expected)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "limits are set by a shell");
        (int code, string output) = Run(limit);
        Assert.True(code == expected, $"{code}: {output}");
        if (limit != Unlimited)
        {
            Assert.Equal($"this process may open {limit} files, 96 are needed; raise the limit (ulimit -n 1024)", output.Trim());
        }
    }

    private static (int Code, string Output) Run(int limit)
    {
        string host = Environment.ProcessPath is string own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        string raise = limit == Unlimited ? string.Empty : $"ulimit -n {limit}; ";
        ProcessStartInfo start = new("sh", ["-c", raise + "exec \"$@\"", "sh", host, "exec", Path.Combine(AppContext.BaseDirectory, "ProductSpace.Cli.dll"), "query", Golden(), "--product", "x"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill();
            return (-1, "does not end");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }

    private static string Golden([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden", "v1", "small.psx"));
}
