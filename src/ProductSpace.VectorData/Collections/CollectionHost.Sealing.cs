using ProductSpace.VectorData.Changes;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.VectorData.Collections;

/// <summary>
/// Sealing: a thread of its own makes the next base of all records, while reading and writing go on. Changes that come
/// meanwhile go to another file, and stand over the new base afterwards. A failed sealing changes nothing and is told
/// by the status.
/// </summary>
internal sealed partial class CollectionHost
{
    private const int LeastChanges = 4096;
    private const int ShareOfRecords = 16;

    private readonly CancellationTokenSource _ending = new();
    private Task? _sealing;
    private int _retryAt;
    private volatile string? _sealFault;

    public bool IsSealing => Volatile.Read(ref _sealing) is { IsCompleted: false };

    /// <summary>Seals everything that was written before the call; waits for a sealing under way first.</summary>
    public async Task SealAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        if (Volatile.Read(ref _sealing) is Task before)
        {
            await before.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await Start().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a sealing where enough has changed, or an index is lost.</summary>
    private void SealIfDue()
    {
        CollectionState state = Volatile.Read(ref _state);
        int changes = state.Changes.View.Count;
        int due = _options.SealAfterChanges ?? Math.Max(LeastChanges, state.Sealed.Records.Count / ShareOfRecords);
        if ((changes >= due && changes >= _retryAt) || (state.Sealed.LacksIndex && _sealFault is null))
        {
            _ = Start();
        }
    }

    /// <summary>
    /// Starts a sealing unless one is under way, which is then returned, or the collection is closed.
    /// </summary>
    private Task Start()
    {
        lock (_writing)
        {
            if (_isClosed)
            {
                return Task.CompletedTask;
            }

            if (_sealing is null or { IsCompleted: true })
            {
                _sealing = Task.Factory.StartNew(
                    RunSealing, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

                // Nobody may wait for it: the status tells.
                _sealing.ContinueWith(
                    static task => _ = task.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }

            return _sealing;
        }
    }

    /// <summary>Seals before closing. A failure costs nothing but the work: the changes are in their file.</summary>
    private void SealAtEnd()
    {
        try
        {
            SealAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception fault)
        {
            _sealFault = fault.Message;
        }
    }

    private void EndSealing()
    {
        _ending.Cancel();
        try
        {
            _sealing?.Wait();
        }
        catch (AggregateException)
        {
            // Its fault stands in the status.
        }

        _ending.Dispose();
    }

    private void RunSealing()
    {
        try
        {
            while (SealOnce())
            {
                _sealFault = null;
            }

            _sealFault = null;
        }
        catch (Exception fault)
        {
            _sealFault = fault.Message;
            _retryAt = Volatile.Read(ref _state).Changes.View.Count + LeastChanges;
            throw;
        }
    }

    /// <summary>Seals what there is now; true if enough came meanwhile for another.</summary>
    private bool SealOnce()
    {
        CollectionState before;
        PendingView frozen;
        Schema schema;
        int number;
        lock (_writing)
        {
            before = _state;
            frozen = before.Changes.View;
            schema = _schema;
            if (_isClosed || (frozen.Count == 0 && !before.Sealed.LacksIndex))
            {
                return false;
            }

            // What follows goes to a file above the new base's number.
            if (_writer is { IsBroken: false })
            {
                _writer.Flush();
            }

            _writer?.Dispose();
            _writer = null;
            number = ++_last;
        }

        SealedBase next = SealRun.Run(
            _folder, number, schema, Living(before.Sealed.Records, frozen), _options.Index, _ending.Token);
        int left;
        lock (_writing)
        {
            PendingChanges changes = new(next.Records);
            PendingView all = before.Changes.View;
            for (int change = frozen.Count; change < all.Count; change++)
            {
                changes.Add(all.At(change).Key, all.At(change).Values);
            }

            changes.Publish();
            left = changes.Count;
            Volatile.Write(ref _state, new CollectionState(next, changes, number));
            _retryAt = 0;
        }

        before.Sealed.Dispose();
        _folder.RemoveBefore(number);
        SealRun.Prune(_folder, schema);
        return left >= (_options.SealAfterChanges ?? Math.Max(LeastChanges, next.Records.Count / ShareOfRecords));
    }

    private static RowRef[] Living(RecordFile records, PendingView view)
    {
        RowRef[] rows = new RowRef[view.Records];
        int count = 0;
        ulong[] living = view.BaseBits();
        for (int row = 0; row < records.Count; row++)
        {
            if ((living[row >> 6] >> (row & 63) & 1) != 0)
            {
                rows[count++] = new RowRef(records, row);
            }
        }

        for (int change = 0; change < view.Count; change++)
        {
            if (view.Find(change) is object?[] values)
            {
                rows[count++] = new RowRef(values);
            }
        }

        return rows;
    }
}
