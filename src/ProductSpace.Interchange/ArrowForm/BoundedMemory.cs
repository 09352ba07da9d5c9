using System.Buffers;
using Apache.Arrow.Memory;

namespace ProductSpace.Interchange.ArrowForm;

/// <summary>
/// Gives the library memory, but never more than a bound for one batch: what a compressed buffer declares to unpack to
/// is asked for here too.
/// </summary>
internal sealed class BoundedMemory : MemoryAllocator
{
    private readonly long _mostBytes;
    private long _left;

    /// <param name="mostBytes">Bound of one batch.</param>
    public BoundedMemory(long mostBytes) => _left = _mostBytes = mostBytes;

    /// <summary>Begins the next batch.</summary>
    public void Reset() => _left = _mostBytes;

    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        _left -= length;
        if (length < 0 || _left < 0)
        {
            throw new InvalidDataException($"a batch of more than {_mostBytes} bytes");
        }

        bytesAllocated = length;
        return new Piece(new byte[length]);
    }

    private sealed class Piece(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        public void Dispose()
        {
            // The collector has it.
        }
    }
}
