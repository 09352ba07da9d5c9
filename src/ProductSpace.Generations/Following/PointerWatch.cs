using ProductSpace.Generations.Folders;

namespace ProductSpace.Generations.Following;

/// <summary>
/// The wait between two looks at the pointer: an interval, shortened when the system tells of a change of the file. Notices
/// can be late, lost or none at all, and then the interval is what counts; so a watcher that cannot be had or breaks is no
/// fault.
/// </summary>
internal sealed class PointerWatch : IDisposable
{
    private readonly AutoResetEvent _changed = new(initialState: false);
    private readonly FileSystemWatcher? _watcher;

    public PointerWatch(string directory, bool useWatcher)
    {
        if (!useWatcher)
        {
            return;
        }

        try
        {
            _watcher = new FileSystemWatcher(directory, GenerationNames.Pointer) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
            _watcher.Created += (_, _) => Wake();
            _watcher.Changed += (_, _) => Wake();
            _watcher.Renamed += (_, _) => Wake();
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception fault) when (fault is IOException or ArgumentException or UnauthorizedAccessException)
        {
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    public void Wait(TimeSpan interval) => _changed.WaitOne(interval);

    public void Wake() => _changed.Set();

    /// <summary>The event stays for notices that are under way; it goes with the collector.</summary>
    public void Dispose() => _watcher?.Dispose();
}
