using System.Diagnostics;
using System.Globalization;

namespace ProductSpace.RecallBench.Common;

/// <summary>One line on stderr for each long step.</summary>
internal static class Progress
{
    private static readonly Stopwatch s_watch = Stopwatch.StartNew();

    public static void Say(string text) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{s_watch.Elapsed.TotalSeconds,7:F1} s] {text}"));
}
