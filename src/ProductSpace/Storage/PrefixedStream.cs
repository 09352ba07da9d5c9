namespace ProductSpace.Storage;

/// <summary>
/// A forward stream of bytes that were read already and the rest of the stream that they came from, which it owns. All
/// of them pass the scan.
/// </summary>
internal sealed class PrefixedStream(byte[] prefix, Stream rest, Utf8Scan scan) : Stream
{
    private int _taken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, prefix.Length - _taken);
        if (length == 0)
        {
            length = rest.Read(buffer);
        }
        else
        {
            prefix.AsSpan(_taken, length).CopyTo(buffer);
            _taken += length;
        }

        scan.Add(buffer[..length]);
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }
}
