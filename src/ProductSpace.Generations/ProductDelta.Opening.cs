using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;
using ProductSpace.Memory;

namespace ProductSpace.Generations;

/// <summary>Opens a delta, moves it on to another snapshot, and closes it.</summary>
public sealed partial class ProductDelta
{
    /// <summary>How a publisher begins what it writes into the lock of a delta that it carries over.</summary>
    internal const string Publisher = "a publisher, ";

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
            (NewestDelta found, IDisposable? predecessor) =
                DeltaTakeover.Hold(_path, files, newest => Hold(newest, files));
            using (predecessor)
            {
                (DeltaLog? existing, long turn) = predecessor is null
                    ? ReadOwn(found, firstOrdinal)
                    : ReadNewest(found, firstOrdinal);
                _log = index.NewDelta(capacity, firstOrdinal);
                IReadOnlyList<DeltaRecord> records = existing?.Living() ?? [];
                DeltaAttachment.Apply(_path, _log, records);
                _file = Create(_path, files, index, 1 + (found.Own?.Header.Issue ?? 0), records, turn);
            }

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
    /// Moves on to another snapshot: takes what a delta beside it says, then what this one says, except what the
    /// snapshot already holds, and lets it answer before the next write. The file beside the old snapshot stays as it
    /// is.
    /// </summary>
    /// <param name="index">The snapshot.</param>
    /// <param name="path">The file beside it.</param>
    /// <param name="answer">
    /// Lets the snapshot answer. Called while writes wait: one that came between would be in the new delta alone, and
    /// the next search, still over the old snapshot, would not see it.
    /// </param>
    internal void MoveTo(ProductIndex index, string path, Action? answer = null)
    {
        _flushing.Wait();
        try
        {
            lock (_gate)
            {
                ThrowIfClosed();
                string full = Path.GetFullPath(path);

                // The same generation again, after a publication and a rollback that were not seen: its lock is ours.
                IDisposable? held = full == _path ? null : Hold(full, _files);
                try
                {
                    DeltaContent? beside = DeltaContent.Read(full, _files);
                    bool isSame = _index.Header.ContentHash == index.Header.ContentHash;
                    (DeltaLog log, CarriedChanges carried) = held is null && isSame
                        ? (Reattached(index), default)
                        : CarriedTo(index, held is null ? [] : beside?.Records ?? []);
                    long issue = 1 + (beside?.Header.Issue ?? 0);
                    TakeOver(Create(full, _files, index, issue, log.Living(), _file.Header.Turn + 1));
                    if (held is not null)
                    {
                        (_held, held) = (held, _held);
                    }

                    CarryFault = carried.FaultOf(_path, index.Info.Path, index.Dimension);
                    (_index, _path, _log) = (index, full, log);
                    index.DeltaLog = log;
                    answer?.Invoke();
                }
                finally
                {
                    held?.Dispose();
                }
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>
    /// Returns this delta over the same snapshot, opened again. Nothing is left out: a write that agrees with its own
    /// snapshot is news to the generations after it.
    /// </summary>
    private DeltaLog Reattached(ProductIndex index)
    {
        DeltaLog log = index.NewDelta(_capacity);
        DeltaAttachment.Apply(_path, log, LiveRecords());
        return log;
    }

    /// <summary>
    /// Returns a delta over another snapshot, with what the one beside it says, then what this one says.
    /// </summary>
    private (DeltaLog Log, CarriedChanges Carried) CarriedTo(ProductIndex index, IReadOnlyList<DeltaRecord> beside)
    {
        DeltaLog log = index.NewDelta(_capacity);
        DeltaAttachment.Carry(index, log, beside.Where(record => !_log.DeterminesAllOf(record.Id)));
        return (log, DeltaAttachment.Carry(index, log, LiveRecords()));
    }

    /// <summary>Returns the first free ordinal: those of a delta that was attached before are not reused.</summary>
    private static int FirstOrdinal(ProductIndex index) => index.DeltaLog?.EndOrdinal ?? 0;

    private static DeltaFile Create(
        string path,
        IFileOperations files,
        ProductIndex index,
        long issue,
        IReadOnlyList<DeltaRecord> records,
        long turn) =>
        DeltaFile.Create(path, files, index.Header.ContentHash, index.Dimension, issue, records, turn);

    /// <summary>Reads this delta's own file, which has the newest changes if it is there.</summary>
    private (DeltaLog? Log, long Turn) ReadOwn(NewestDelta found, int firstOrdinal)
    {
        if (DeltaAttachment.Read(_path, _index, _capacity, _files, firstOrdinal)
            is not (DeltaLog log, DeltaContent content))
        {
            return (null, 0);
        }

        _tornBytes = content.TornBytes;
        return (log, found.Own?.Header.Turn ?? 0);
    }

    /// <summary>Takes over what another generation's delta says.</summary>
    private (DeltaLog Log, long Turn) ReadNewest(NewestDelta found, int firstOrdinal)
    {
        (DeltaLog log, CarriedChanges carried) = DeltaTakeover.Read(_index, found, _capacity, firstOrdinal, _files);
        CarryFault = carried.FaultOf(found.Newest!.Path, _index.Info.Path, _index.Dimension);
        return (log, found.Newest.Header.Turn + 1);
    }

    private static IDisposable Hold(string path, IFileOperations files)
    {
        const int maxWaits = 500;
        string lockPath = path + ".lock";
        for (int waits = 0; ; waits++)
        {
            if (files.TryLock(lockPath, $"process {Environment.ProcessId}") is IDisposable held)
            {
                return held;
            }

            // A publisher reads it for some milliseconds, and is no writer to wait for or to end.
            string holder = LockFile.HolderOf(lockPath) is { Length: > 0 } known ? known : "another writer";
            if (waits == maxWaits || !holder.StartsWith(Publisher, StringComparison.Ordinal))
            {
                throw new DeltaException(DeltaProblem.Held, $"{path}: {holder} writes to it now; end that first");
            }

            Thread.Sleep(10);
        }
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
            if (_index.DeltaLog == _log && !StaysAttached)
            {
                _index.DeltaLog = null;
            }
        }
    }
}
