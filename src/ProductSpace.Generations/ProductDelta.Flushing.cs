using ProductSpace.Delta;
using ProductSpace.Generations.Deltas;

namespace ProductSpace.Generations;

/// <summary>What was written gets to the device, in the file that is there or, where that is refused, in a new one under its name.</summary>
public sealed partial class ProductDelta
{
    /// <summary>What is to be in a new file.</summary>
    private List<DeltaRecord> Living()
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

    private long Target()
    {
        lock (_gate)
        {
            return _written;
        }
    }

    /// <summary>With <see cref="_flushing"/> held. Writers go on while the device works.</summary>
    private void FlushHeld(long target)
    {
        long taken;
        ReadOnlyMemory<byte> bytes;
        long offset;
        lock (_gate)
        {
            RefuseClosed();
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

    /// <summary>Never a second flush of a file whose flush failed: the system may have dropped what it could not write.</summary>
    private void Rotate(Exception fault)
    {
        _isPoisoned = true;
        _lastFault = fault.Message;
        try
        {
            Rewrite(Living());
            _rotations++;
        }
        catch (Exception again) when (again is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new DeltaException(DeltaProblem.NotWritable, $"{_path}: the device refused the last writes ({fault.Message}) and a new file ({again.Message}); they are in memory only: make room and call Flush", again);
        }
    }

    private void Rewrite(List<DeltaRecord> living)
    {
        try
        {
            Take(DeltaFile.Create(_path, _files, _index.Header.ContentHash, _index.Dimension, _file.Header.Issue + 1, living));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Which of the two files has the name is not known: the next flush writes another.
            _isPoisoned = true;
            _lastFault = fault.Message;
            throw;
        }
    }

    /// <summary>A new file holds everything.</summary>
    private void Take(DeltaFile file)
    {
        _file.Dispose();
        _file = file;
        Interlocked.Exchange(ref _durable, _written);
        _isPoisoned = false;
    }

    /// <summary>Everything is durable; that damage to it can be told from a torn tail later is worth a try.</summary>
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
