using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Generations;

/// <summary>Opens a delta, moves it on to another snapshot, and closes it.</summary>
public sealed partial class ProductDelta
{
    private ProductDelta(string path, ProductIndex index, int capacity, IFileOperations files)
    {
        _files = files;
        _index = index;
        _path = Path.GetFullPath(path);
        _capacity = capacity;
        _held = Hold(_path, files);
        try
        {
            int firstOrdinal = FirstOrdinal(index);
            (DeltaLog Log, DeltaContent Content)? existing =
                DeltaAttachment.Read(_path, index, capacity, files, firstOrdinal);
            _log = index.NewDelta(capacity, firstOrdinal);
            IReadOnlyList<DeltaRecord> records = existing?.Log.Living() ?? [];
            DeltaAttachment.Apply(_path, _log, records);
            _tornBytes = existing?.Content.TornBytes ?? 0;
            _file = Create(_path, files, index, 1 + (existing?.Content.Header.Issue ?? 0), records);
            index.DeltaLog = _log;
        }
        catch
        {
            _held.Dispose();
            throw;
        }
    }

    internal static ProductDelta Open(
        string path, ProductIndex index, DeltaOptions? options, IFileOperations files)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(index);
        return new ProductDelta(path, index, (options ?? new DeltaOptions()).Capacity, files);
    }

    /// <summary>
    /// Moves on to another snapshot before that one answers: takes what a delta beside it says, then what this one
    /// says, except what the snapshot already holds. The file beside the old snapshot stays as it is.
    /// </summary>
    internal void MoveTo(ProductIndex index, string path)
    {
        _flushing.Wait();
        try
        {
            lock (_gate)
            {
                ThrowIfClosed();
                string full = Path.GetFullPath(path);
                IDisposable held = Hold(full, _files);
                try
                {
                    DeltaLog log = index.NewDelta(_capacity);
                    DeltaContent? beside = DeltaContent.Read(full, _files);
                    if (beside is not null)
                    {
                        IEnumerable<DeltaRecord> older =
                            beside.Records.Where(record => !_log.DeterminesAllOf(record.Id));
                        DeltaAttachment.Carry(index, log, older);
                    }

                    DeltaAttachment.Carry(index, log, LiveRecords());
                    long issue = 1 + (beside?.Header.Issue ?? 0);
                    TakeOver(Create(full, _files, index, issue, log.Living()));
                    (_held, held) = (held, _held);
                    (_index, _path, _log) = (index, full, log);
                    index.DeltaLog = log;
                }
                finally
                {
                    held.Dispose();
                }
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Returns the first free ordinal: those of a delta that was attached before are not reused.</summary>
    private static int FirstOrdinal(ProductIndex index) => index.DeltaLog?.EndOrdinal ?? 0;

    private static DeltaFile Create(
        string path, IFileOperations files, ProductIndex index, long issue, IReadOnlyList<DeltaRecord> records) =>
        DeltaFile.Create(path, files, index.Header.ContentHash, index.Dimension, issue, records);

    private static IDisposable Hold(string path, IFileOperations files)
    {
        string lockPath = path + ".lock";
        if (files.TryLock(lockPath, $"process {Environment.ProcessId}") is IDisposable held)
        {
            return held;
        }

        string holder = LockFile.HolderOf(lockPath) is { Length: > 0 } known ? known : "another writer";
        throw new DeltaException(DeltaProblem.Held, $"{path}: {holder} writes to it now; end that first");
    }

    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw new DeltaException(DeltaProblem.ReadOnly, $"{_path}: this delta is closed; open it again");
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            _file.Dispose();
            _held.Dispose();
            if (_index.DeltaLog == _log)
            {
                _index.DeltaLog = null;
            }
        }
    }
}
