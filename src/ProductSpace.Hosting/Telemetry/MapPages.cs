using System.Globalization;

namespace ProductSpace.Hosting.Telemetry;

/// <summary>
/// Which pages of its maps this process has in memory, and how many of them are huge, as Linux tells in /proc/self/smaps.
/// Pages that lie in the system's cache but were not touched by this process do not count. Read once in some seconds,
/// whoever asks: the system goes over all page tables of the process to tell it.
/// </summary>
internal sealed class MapPages(string source = "/proc/self/smaps")
{
    private static readonly TimeSpan s_lasts = TimeSpan.FromSeconds(10);

    private readonly Lock _reading = new();
    private Dictionary<string, Pages> _known = [];
    private long _readAt = -1;

    /// <summary>The pages of the maps of a file; null where it is not mapped, or the system does not tell.</summary>
    public Pages? Of(string? path)
    {
        if (path is null)
        {
            return null;
        }

        lock (_reading)
        {
            if (_readAt < 0 || Environment.TickCount64 - _readAt > s_lasts.TotalMilliseconds)
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
                    file = words.Length == 6 && words[5].EndsWith(".psx", StringComparison.Ordinal) ? words[5] : string.Empty;
                }
                else if (file.Length > 0 && words.Length == 3 && words[0] is "Rss:" or "FilePmdMapped:" && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes))
                {
                    Pages before = all.GetValueOrDefault(file);
                    all[file] = words[0] == "Rss:" ? before with { Resident = before.Resident + (kilobytes << 10) } : before with { Huge = before.Huge + (kilobytes << 10) };
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
    /// <param name="Huge">Bytes of them in huge pages.</param>
    internal readonly record struct Pages(long Resident, long Huge);
}
