namespace ProductSpace.Generations.Shipping;

/// <summary>
/// Reads one file at its source piece by piece, over a link that may be cut at any byte: reading goes on where it
/// ended, on condition that the file is still the same. Never reads beyond the bytes that were asked for, whatever is
/// sent.
/// </summary>
internal sealed class FetchLink(ISnapshotSource source, string file, FetchOptions options) : IDisposable
{
    /// <summary>Longest gap that is cheaper to read over than a new request.</summary>
    private const int MaxGap = 1 << 16;

    private readonly byte[] _buffer = new byte[1 << 17];
    private SourceBody? _body;
    private string? _validator;
    private bool _hasRanges = true;
    private long _bodyEnd;
    private int _failures;

    /// <summary>Bytes that came, useless ones included.</summary>
    public long Fetched { get; private set; }

    public int Cuts { get; private set; }

    public string Name => source.NameOf(file);

    /// <summary>Length that the file must have; -1 while unknown.</summary>
    public long Length { get; set; } = -1;

    /// <summary>Reads a small file; returns one byte more than <paramref name="maxBytes"/> if it is longer.</summary>
    public async Task<byte[]> ReadSmallAsync(int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using SourceBody body = await source
                    .OpenAsync(file, 0, maxBytes + 1, validator: null, cancellationToken)
                    .ConfigureAwait(false);
                int length = 0;
                int read;
                do
                {
                    Memory<byte> rest = _buffer.AsMemory(length, maxBytes + 1 - length);
                    read = await ReadAsync(body.Stream, rest, cancellationToken).ConfigureAwait(false);
                    length += read;
                }
                while (read > 0 && length <= maxBytes);
                return _buffer[..length];
            }
            catch (Exception fault) when (IsCut(fault))
            {
                await PauseAsync(fault, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Passes on the bytes [start, end), in pieces and in order.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">End of the bytes, exclusive.</param>
    /// <param name="runEnd">
    /// End of the bytes that the caller will read next without a gap, so that one request does.
    /// </param>
    /// <param name="take">Takes the next piece; an exception ends the reading.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ReadAsync(
        long start, long end, long runEnd, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
    {
        while (start < end)
        {
            int read;
            try
            {
                read = await NextAsync(start, end, runEnd, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (IsCut(fault))
            {
                await PauseAsync(fault, cancellationToken).ConfigureAwait(false);
                continue;
            }

            _failures = 0;
            start += read;
            take(_buffer.AsMemory(0, read));
        }
    }

    public void Dispose() => _body?.Dispose();

    /// <summary>Reads at least one byte from a position on.</summary>
    private async Task<int> NextAsync(long start, long end, long runEnd, CancellationToken cancellationToken)
    {
        if (_body is null || _body.Position > start || _body.Position >= _bodyEnd
            || (_hasRanges && start - _body.Position > MaxGap))
        {
            _body?.Dispose();
            _body = null;
            _body = await source.OpenAsync(file, start, runEnd, _validator, cancellationToken).ConfigureAwait(false);
            _validator ??= _body.Validator;
            _bodyEnd = _body.Position == start ? runEnd : long.MaxValue;
            _hasRanges = start == 0 ? _hasRanges : _body.Position == start;
            if (Length >= 0 && _body.Length >= 0 && _body.Length != Length)
            {
                throw new FetchException(
                    FetchFault.Changed,
                    $"{Name}: is {_body.Length} bytes long, and was {Length} when it was asked for first; fetch again");
            }
        }

        while (true)
        {
            bool isGap = _body.Position < start;
            int most = (int)Math.Min(_buffer.Length, isGap ? start - _body.Position : end - start);
            Memory<byte> target = _buffer.AsMemory(0, most);
            int read = await ReadAsync(_body.Stream, target, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw new EndOfStreamException($"ends at byte {_body.Position}");
            }

            _body.Position += read;
            Fetched += read;
            if (!isGap)
            {
                return read;
            }
        }
    }

    private async Task<int> ReadAsync(Stream stream, Memory<byte> target, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.StallTimeout);
        try
        {
            return await stream.ReadAsync(target, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no byte within {options.StallTimeout.TotalSeconds:F0} s");
        }
    }

    private static bool IsCut(Exception fault) =>
        fault is not FetchException and (IOException or HttpRequestException or TimeoutException);

    private async Task PauseAsync(Exception fault, CancellationToken cancellationToken)
    {
        _body?.Dispose();
        _body = null;
        Cuts++;
        if (++_failures >= options.MaxAttempts)
        {
            throw new FetchException(
                FetchFault.Unreachable,
                $"{Name}: {fault.Message.ReplaceLineEndings(" ")}; {_failures} connections in a row brought nothing. "
                + "What came so far is kept: fetch again when the link is better",
                fault);
        }

        await Task.Delay(options.RetryDelay * Math.Pow(2, _failures - 1), cancellationToken).ConfigureAwait(false);
    }
}
