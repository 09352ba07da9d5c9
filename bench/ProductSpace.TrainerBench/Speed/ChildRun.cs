using System.Diagnostics;
using System.Globalization;

namespace ProductSpace.TrainerBench.Speed;

/// <summary>Runs a program to its end and reads what the system says of it: processor time and most memory.</summary>
internal static class ChildRun
{
    public static (TrainerRun Whole, string Output) Run(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        long peak = 0;
        TimeSpan processor = TimeSpan.Zero;
        while (!process.WaitForExit(20))
        {
            // Once it has ended nobody can ask any more: what is missed is the last 20 ms.
            peak = Math.Max(peak, Peak(process.Id));
            processor = Processor(process) ?? processor;
        }

        double wall = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result}");
        }

        return (new TrainerRun(processor.TotalSeconds, wall, peak), output.Result);
    }

    private static TimeSpan? Processor(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Linux keeps the most that a process ever had; elsewhere nothing is said.</summary>
    private static long Peak(int process)
    {
        string status = $"/proc/{process}/status";
        try
        {
            foreach (string line in File.Exists(status) ? File.ReadLines(status) : [])
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan(6).Trim(" \tkB"), CultureInfo.InvariantCulture) * 1024;
                }
            }
        }
        catch (IOException)
        {
            // It has just ended.
        }

        return 0;
    }
}
