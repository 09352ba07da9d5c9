using System.Globalization;

namespace ProductSpace.RecallBench.Common;

/// <summary>
/// Which pages this process runs on. Huge pages change a walk by a quarter and more, so a figure without its page state
/// cannot be repeated.
/// </summary>
internal static class PageState
{
    private static readonly string[] s_names = ["Rss", "AnonHugePages", "FilePmdMapped", "ShmemPmdMapped"];

    public static string Describe()
    {
        const string path = "/proc/self/smaps_rollup";
        if (!File.Exists(path))
        {
            return "unknown on this system";
        }

        Dictionary<string, long> kilobytes = [];
        foreach (string line in File.ReadLines(path))
        {
            string[] parts = line.Split(':', 2);
            if (parts.Length == 2 && s_names.Contains(parts[0]) && long.TryParse(parts[1].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), NumberStyles.Integer, CultureInfo.InvariantCulture, out long value))
            {
                kilobytes[parts[0]] = value;
            }
        }

        return string.Join(", ", s_names.Where(kilobytes.ContainsKey).Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {kilobytes[name] / 1024.0:F1} MiB")));
    }
}
