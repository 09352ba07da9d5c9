using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>
/// A forward stream of bytes that were read already and the rest of the stream that they came from, which it owns. All
/// of them pass the scan.
/// </summary>
internal sealed class PrefixedStream(byte[] prefix, Stream rest, Utf8Scan scan) : ForwardStream(rest)
{
    private int _taken;

    public override int Read(Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, prefix.Length - _taken);
        if (length == 0)
        {
            length = Below.Read(buffer);
        }
        else
        {
            prefix.AsSpan(_taken, length).CopyTo(buffer);
            _taken += length;
        }

        scan.Add(buffer[..length]);
        return length;
    }
}
