using ProductSpace.Memory;

namespace ProductSpace.Interchange.ArrowForm;

/// <summary>Part of a stream, read forward from its first byte; ends where the part ends.</summary>
internal sealed class PartStream : ForwardStream
{
    private readonly long _start;
    private readonly long _end;
    private long _at;

    public PartStream(Stream whole, long start, long end)
        : base(whole)
    {
        whole.Position = start;
        _at = _start = start;
        _end = end;
    }

    /// <summary>Bytes read so far.</summary>
    public override long Position
    {
        get => _at - _start;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int read = Below.Read(buffer[..(int)Math.Min(buffer.Length, _end - _at)]);
        _at += read;
        return read;
    }
}
