using System.Globalization;

namespace ProductSpace.Hosting.Telemetry;

/// <summary>
/// Pages of its maps that this process has in memory, and how many of them are huge, as Linux reports in
/// /proc/self/smaps. Pages in the system's cache that this process did not touch do not count. Read once in some
/// seconds only: for each read, the system goes over all page tables of the process.
/// </summary>
internal sealed class MapPages(string source = "/proc/self/smaps")
{
    private static readonly TimeSpan s_maxAge = TimeSpan.FromSeconds(10);

    private readonly Lock _reading = new();
    private Dictionary<string, Pages> _known = [];
    private long _readAt = -1;

    /// <summary>Returns the pages of a file's maps; null if it is not mapped, or the system does not say.</summary>
    public Pages? Of(string? path)
    {
        if (path is null)
        {
            return null;
        }

        lock (_reading)
        {
            if (_readAt < 0 || Environment.TickCount64 - _readAt > s_maxAge.TotalMilliseconds)
            {
                _known = Read();
                _readAt = Environment.TickCount64;
            }

            return _known.TryGetValue(path, out Pages pages) ? pages : null;
        }
    }

    private Dictionary<string, Pages> Read()
    {
        Dictionary<string, Pages> all = [];
        try
        {
            string file = string.Empty;
            foreach (string line in File.Exists(source) ? File.ReadLines(source) : [])
            {
                string[] words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 0 && !words[0].EndsWith(':'))
                {
                    // 7f0c1000-7f0c2000 r--s 00000000 08:01 1234   /shop/catalog-000001.psx
                    bool isSnapshot = words.Length == 6 && words[5].EndsWith(".psx", StringComparison.Ordinal);
                    file = isSnapshot ? words[5] : string.Empty;
                }
                else if (file.Length > 0
                    && words.Length == 3
                    && words[0] is "Rss:" or "FilePmdMapped:"
                    && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes))
                {
                    Pages before = all.GetValueOrDefault(file);
                    all[file] = words[0] == "Rss:"
                        ? before with { Resident = before.Resident + (kilobytes << 10) }
                        : before with { Huge = before.Huge + (kilobytes << 10) };
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            all.Clear();
        }

        return all;
    }

    /// <param name="Resident">Bytes in memory.</param>
    /// <param name="Huge">Bytes of those in huge pages.</param>
    internal readonly record struct Pages(long Resident, long Huge);
}
