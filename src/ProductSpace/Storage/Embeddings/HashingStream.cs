using System.IO.Hashing;
using ProductSpace.Memory;

namespace ProductSpace.Storage.Embeddings;

/// <summary>
/// Reads a file once from front to back while hashing it with XXH3, reporting progress and honouring cancellation. It
/// sits below decompression, so that hash and progress are those of the file on disk. Bytes given as <c>after</c>
/// follow the file's own and are not hashed.
/// </summary>
internal sealed class HashingStream : ForwardStream
{
    private const int ProgressSteps = 200;

    private readonly XxHash3 _hash = new();
    private readonly IProgress<double>? _progress;
    private readonly CancellationToken _cancellation;
    private long _position;
    private long _reportAt;
    private ReadOnlyMemory<byte> _after;

    public HashingStream(
        Stream file, ReadOnlyMemory<byte> after, IProgress<double>? progress, CancellationToken cancellationToken)
        : base(file)
    {
        _after = after;
        _progress = progress;
        _cancellation = cancellationToken;
        Length = file.Length;
    }

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
        int read = Below.Read(buffer);
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

    /// <summary>Reads what a decompressor left and returns the hash of the whole file.</summary>
    public ulong Finish()
    {
        byte[] rest = new byte[1 << 16];
        while (Read(rest.AsSpan()) > 0)
        {
        }

        return _hash.GetCurrentHashAsUInt64();
    }

    private int ReadAfter(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _after.Length);
        _after.Span[..count].CopyTo(buffer);
        _after = _after[count..];
        return count;
    }
}
