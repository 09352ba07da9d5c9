using System.Buffers;
using Apache.Arrow.Memory;

namespace ProductSpace.Interchange.ArrowForm;

/// <summary>
/// Gives the library memory, but never more than a bound at once: what a compressed buffer declares to unpack to is
/// asked for here too.
/// </summary>
/// <param name="mostBytes">Bound of one piece.</param>
internal sealed class BoundedMemory(long mostBytes) : MemoryAllocator
{
    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        if (length < 0 || length > mostBytes)
        {
            throw new InvalidDataException($"a buffer that unpacks to {length} bytes");
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
