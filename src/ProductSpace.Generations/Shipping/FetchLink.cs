namespace ProductSpace.Generations.Shipping;

/// <summary>
/// One file at its source, read piece by piece over a link that may be cut at any byte: it is taken up again where it ended,
/// under the condition that the file is still the same. Never reads behind the bytes that were asked for, whatever is sent.
/// </summary>
internal sealed class FetchLink(ISnapshotSource source, string file, FetchOptions options) : IDisposable
{
    /// <summary>A gap that is cheaper to read over than a new request.</summary>
    private const int SmallGap = 1 << 16;

    private readonly byte[] _buffer = new byte[1 << 17];
    private SourceBody? _body;
    private string? _validator;
    private bool _hasRanges = true;
    private long _bodyEnd;
    private int _failures;

    /// <summary>Bytes that came, also those that were of no use.</summary>
    public long Fetched { get; private set; }

    public int Cuts { get; private set; }

    public string Name => source.NameOf(file);

    /// <summary>How long the file must be; -1 while nobody knows.</summary>
    public long Length { get; set; } = -1;

    /// <summary>The bytes of a small file; one more than <paramref name="most"/> where it is longer.</summary>
    public async Task<byte[]> ReadSmallAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using SourceBody body = await source.OpenAsync(file, 0, most + 1, validator: null, cancellationToken).ConfigureAwait(false);
                int length = 0;
                int read;
                do
                {
                    read = await ReadAsync(body.Stream, _buffer.AsMemory(length, most + 1 - length), cancellationToken).ConfigureAwait(false);
                    length += read;
                }
                while (read > 0 && length <= most);
                return _buffer[..length];
            }
            catch (Exception fault) when (IsCut(fault))
            {
                await PauseAsync(fault, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Hands the bytes [start, end) on, in pieces and in order.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">Behind the last byte.</param>
    /// <param name="runEnd">How far the caller will go on after that without a gap, so that one request does for all.</param>
    /// <param name="take">Takes the next piece; its faults are the caller's own and end the reading.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ReadAsync(long start, long end, long runEnd, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
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

    /// <summary>Reads at least a byte from a place on.</summary>
    private async Task<int> NextAsync(long start, long end, long runEnd, CancellationToken cancellationToken)
    {
        if (_body is null || _body.Position > start || _body.Position >= _bodyEnd || (_hasRanges && start - _body.Position > SmallGap))
        {
            _body?.Dispose();
            _body = null;
            _body = await source.OpenAsync(file, start, runEnd, _validator, cancellationToken).ConfigureAwait(false);
            _validator ??= _body.Validator;
            _bodyEnd = _body.Position == start ? runEnd : long.MaxValue;
            _hasRanges = start == 0 ? _hasRanges : _body.Position == start;
            if (Length >= 0 && _body.Length >= 0 && _body.Length != Length)
            {
                throw new FetchException(FetchFault.Changed, $"{Name}: is {_body.Length} bytes long, and was {Length} when it was asked for first; fetch again");
            }
        }

        while (true)
        {
            bool isGap = _body.Position < start;
            int most = (int)Math.Min(_buffer.Length, isGap ? start - _body.Position : end - start);
            int read = await ReadAsync(_body.Stream, _buffer.AsMemory(0, most), cancellationToken).ConfigureAwait(false);
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
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.StallTimeout);
        try
        {
            return await stream.ReadAsync(target, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no byte within {options.StallTimeout.TotalSeconds:F0} s");
        }
    }

    private static bool IsCut(Exception fault) => fault is not FetchException and (IOException or HttpRequestException or TimeoutException);

    private async Task PauseAsync(Exception fault, CancellationToken cancellationToken)
    {
        _body?.Dispose();
        _body = null;
        Cuts++;
        if (++_failures >= options.Attempts)
        {
            throw new FetchException(FetchFault.Unreachable, $"{Name}: {fault.Message.ReplaceLineEndings(" ")}; {_failures} connections in a row brought nothing. What came so far is kept: fetch again when the link is better", fault);
        }

        await Task.Delay(options.FirstPause * Math.Pow(2, _failures - 1), cancellationToken).ConfigureAwait(false);
    }
}
