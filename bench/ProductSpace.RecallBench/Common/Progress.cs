using System.Diagnostics;
using System.Globalization;

namespace ProductSpace.RecallBench.Common;

/// <summary>One line on stderr for each long step, with the seconds since the process began.</summary>
internal static class Progress
{
    private static readonly DateTime s_begin = Begin();

    public static void Say(string text) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{(DateTime.Now - s_begin).TotalSeconds,7:F1} s] {text}"));

    private static DateTime Begin()
    {
        using Process self = Process.GetCurrentProcess();
        return self.StartTime;
    }
}
