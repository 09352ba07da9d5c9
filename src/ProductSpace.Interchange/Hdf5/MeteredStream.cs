namespace ProductSpace.Interchange.Hdf5;

/// <summary>
/// A stream that ends with an exception where more was read from it than a sound file needs: structures of HDF5 point
/// anywhere in the file, and in a forged one in circles.
/// </summary>
/// <param name="below">The file; closed with this.</param>
/// <param name="mostBytes">Bytes that may be read.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class MeteredStream(Stream below, long mostBytes, CancellationToken cancellationToken) : Stream
{
    private const int BytesOfCall = 16;

    private long _left = mostBytes;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => below.Length;

    public override long Position
    {
        get => below.Position;
        set => below.Position = value >= 0 && value <= below.Length
            ? value
            : throw new InvalidDataException($"a structure at byte {value} of {below.Length}");
    }

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int read = below.Read(buffer);

        // A call costs more than its bytes, and one at the end of the file reads none.
        _left -= read + BytesOfCall;
        return _left >= 0 ? read : throw new InvalidDataException("structures that lead in circles");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        long start = origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => below.Position, _ => below.Length };
        return Position = start + offset;
    }

    public override void Flush()
    {
        // Nothing is written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            below.Dispose();
        }

        base.Dispose(disposing);
    }
}
