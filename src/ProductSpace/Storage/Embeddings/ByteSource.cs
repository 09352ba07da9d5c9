using System.Buffers;
using System.IO.Compression;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// A forward reader over a file, decompressed if it is gzip. Callers peek at bytes, then skip them. The buffer grows
/// only to what a caller asks for, which is a constant or follows from a checked dimension, never from the file. Spans
/// are valid until the next call.
/// </summary>
internal sealed class ByteSource : IDisposable
{
    private const int ChunkBytes = 1 << 16;

    private readonly HashingStream _raw;
    private readonly Stream _stream;
    private readonly byte[] _endMark;
    private byte[] _buffer;
    private byte[]? _rented;
    private int _start;
    private int _end;
    private int _filled;
    private bool _ended;

    /// <summary>Owns <paramref name="file"/> from here on.</summary>
    public ByteSource(Stream file, bool gzip, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        _raw = new HashingStream(file, gzip ? GzipEndMark.Member : default, progress, cancellationToken);
        _endMark = gzip ? GzipEndMark.Content : [];
        _stream = gzip ? new GZipStream(_raw, CompressionMode.Decompress) : _raw;
        _buffer = _rented = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        Length = gzip ? null : _raw.Length;
    }

    /// <summary>
    /// Bytes of the uncompressed file; unknown for gzip, whose own record of it has 32 bits and cannot be trusted.
    /// </summary>
    public long? Length { get; }

    /// <summary>Offset of the next byte, in the decompressed data if the file is gzip.</summary>
    public long Position { get; private set; }

    /// <summary>Returns the next <paramref name="count"/> bytes, fewer only at the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_end - _start < count)
        {
            Fill(count);
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    public void Skip(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>
    /// Returns the bytes up to the next line feed, or to the end. A line longer than the limit is cut to limit + 1
    /// bytes, for the caller to refuse. Skipping <paramref name="skip"/> bytes leads to the next line.
    /// </summary>
    /// <returns>False at the end of the data.</returns>
    public bool TryPeekLine(int limit, out ReadOnlySpan<byte> line, out int skip)
    {
        int seen = 0;
        while (true)
        {
            ReadOnlySpan<byte> available = _buffer.AsSpan(_start, _end - _start);
            int feed = available[seen..].IndexOf((byte)'\n');
            if (feed >= 0)
            {
                feed += seen;
                line = available[..Math.Min(feed, limit + 1)];
                skip = feed + 1;
                return true;
            }

            seen = available.Length;
            if (seen > limit || _ended)
            {
                line = available[..Math.Min(seen, limit + 1)];
                skip = seen;
                return seen > 0;
            }

            Fill(seen + 1);
        }
    }

    /// <summary>Reads on to the end of the file and returns its hash.</summary>
    public ulong Finish() => _raw.Finish();

    public void Dispose()
    {
        if (_rented is byte[] rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }

        _stream.Dispose();
        _raw.Dispose();
    }

    private void Fill(int wanted)
    {
        int room = wanted + _endMark.Length;
        if (_buffer.Length - _start < room)
        {
            byte[] target = room > _buffer.Length ? new byte[Math.Max(room, checked(2 * _buffer.Length))] : _buffer;
            _buffer.AsSpan(_start, _filled - _start).CopyTo(target);
            _buffer = target;
            _filled -= _start;
            _end -= _start;
            _start = 0;
        }

        while (!_ended && _end - _start < wanted)
        {
            int read = _stream.Read(_buffer.AsSpan(_filled));
            _filled += read;
            _ended = read == 0;
            _end = Math.Max(_start, _filled - _endMark.Length);
        }

        if (_ended && !_buffer.AsSpan(_end, _filled - _end).SequenceEqual(_endMark))
        {
            throw new InvalidDataException("the gzip data do not end where the file ends");
        }
    }
}
