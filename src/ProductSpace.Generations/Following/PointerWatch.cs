using ProductSpace.Generations.Folders;

namespace ProductSpace.Generations.Following;

/// <summary>
/// Waits between two looks at the pointer: an interval, shortened when the system reports a change of the file. Reports
/// can be late or lost, and then the interval counts; so a watcher that cannot be created or breaks is not an error.
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
            _watcher = new FileSystemWatcher(directory, GenerationNames.Pointer)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite,
            };
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

    /// <summary>Leaves the event to the garbage collector: a report may be under way.</summary>
    public void Dispose() => _watcher?.Dispose();
}
