using System.IO.Hashing;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Reads a file once from front to back while hashing it with XXH3, reporting progress and honouring cancellation. It
/// sits below decompression, so that hash and progress are those of the file on disk. Bytes given as <c>after</c>
/// follow the file's own and are not hashed.
/// </summary>
internal sealed class HashingStream : Stream
{
    private const int ProgressSteps = 200;

    private readonly Stream _file;
    private readonly XxHash3 _hash = new();
    private readonly IProgress<double>? _progress;
    private readonly CancellationToken _cancellation;
    private long _position;
    private long _reportAt;
    private ReadOnlyMemory<byte> _after;

    public HashingStream(
        Stream file, ReadOnlyMemory<byte> after, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        _file = file;
        _after = after;
        _progress = progress;
        _cancellation = cancellationToken;
        Length = file.Length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    /// <summary>Length of the file at opening.</summary>
    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        _cancellation.ThrowIfCancellationRequested();
        int read = _file.Read(buffer);
        if (read == 0)
        {
            return ReadAfter(buffer);
        }

        _hash.Append(buffer[..read]);
        _position += read;
        if (_progress is not null && _position >= _reportAt && Length > 0)
        {
            _progress.Report(Math.Min(1.0, (double)_position / Length));
            _reportAt = _position + (Length / ProgressSteps);
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads what a decompressor left and returns the hash of the whole file.</summary>
    public ulong Finish()
    {
        byte[] rest = new byte[1 << 16];
        while (Read(rest.AsSpan()) > 0)
        {
        }

        return _hash.GetCurrentHashAsUInt64();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadAfter(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _after.Length);
        _after.Span[..count].CopyTo(buffer);
        _after = _after[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
