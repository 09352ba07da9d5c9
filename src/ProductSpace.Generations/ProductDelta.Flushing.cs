using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;

namespace ProductSpace.Generations;

/// <summary>
/// Brings writes to the device: in the present file or, if that is refused, in a new one under its name.
/// </summary>
public sealed partial class ProductDelta
{
    /// <summary>Returns the records of a new file.</summary>
    private List<DeltaRecord> LiveRecords()
    {
        _index.Enter();
        try
        {
            return _log.Living();
        }
        finally
        {
            _index.Exit();
        }
    }

    private long Written()
    {
        lock (_gate)
        {
            return _written;
        }
    }

    /// <summary>Flushes with <see cref="_flushing"/> held. Writers go on while the device works.</summary>
    private void FlushHeld(long target)
    {
        long taken;
        ReadOnlyMemory<byte> bytes;
        long offset;
        lock (_gate)
        {
            ThrowIfClosed();
            if (_durable >= target && !_isPoisoned)
            {
                return;
            }

            if (_isPoisoned)
            {
                Rotate(new IOException(_lastFault));
                return;
            }

            taken = _written;
            (bytes, offset) = _file.Take();
        }

        try
        {
            _file.Write(bytes.Span, offset);
            Interlocked.Exchange(ref _durable, taken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            lock (_gate)
            {
                Rotate(fault);
            }
        }
    }

    /// <summary>
    /// Puts a new file in the place of one whose flush failed. That one is never flushed again: the system may have
    /// dropped what it could not write.
    /// </summary>
    private void Rotate(Exception fault)
    {
        _isPoisoned = true;
        _lastFault = fault.Message;
        try
        {
            Rewrite(LiveRecords());
            _rotations++;
        }
        catch (Exception again) when (again is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new DeltaException(
                DeltaProblem.NotWritable,
                $"{_path}: the device refused the last writes ({fault.Message}) and a new file ({again.Message}); "
                + "they are in memory only: make room and call Flush",
                again);
        }
    }

    private void Rewrite(List<DeltaRecord> records)
    {
        try
        {
            TakeOver(Create(_path, _files, _index, _file.Header.Issue + 1, records, _file.Header.Turn));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Which of the two files has the name is not known: the next flush writes another.
            _isPoisoned = true;
            _lastFault = fault.Message;
            throw;
        }
    }

    /// <summary>Goes on with a new file that holds everything.</summary>
    private void TakeOver(DeltaFile file)
    {
        _file.Dispose();
        _file = file;
        Interlocked.Exchange(ref _durable, _written);
        _isPoisoned = false;
    }

    /// <summary>
    /// Tries to mark the end of a file whose writes are all durable, so that damage can be told from a torn tail later.
    /// </summary>
    private void Finish()
    {
        lock (_gate)
        {
            if (_isClosed || _isPoisoned || _durable < _written)
            {
                return;
            }

            try
            {
                _file.Finish();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _lastFault = fault.Message;
            }
        }
    }
}
