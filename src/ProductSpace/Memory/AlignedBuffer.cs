using System.Runtime.InteropServices;

namespace ProductSpace.Memory;

/// <summary>
/// Owns zeroed native memory aligned to 64 bytes; from 4 MiB on it is aligned to 2 MiB and huge pages are requested.
/// Keeps large build and scratch arrays away from the garbage collector, and rows on cache line boundaries.
/// </summary>
internal sealed unsafe class AlignedBuffer<T> : IDisposable
    where T : unmanaged
{
    private const long HugeFrom = 4L << 20;
    private const nuint HugePageBytes = 2u << 20;

    private T* _pointer;

    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        long bytes = checked(length * sizeof(T));
        bool huge = bytes >= HugeFrom;
        nuint size = (nuint)Math.Max(64, bytes);
        _pointer = (T*)NativeMemory.AlignedAlloc(size, huge ? HugePageBytes : 64);
        if (huge)
        {
            LibC.AdviseHugePages(_pointer, size);
        }

        NativeMemory.Clear(_pointer, size);
        Length = length;
    }

    ~AlignedBuffer() => Free();

    public long Length { get; }

    public NativeView<T> View
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer == null, this);
            return new NativeView<T>(_pointer, Length);
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        T* pointer = _pointer;
        _pointer = null;
        if (pointer != null)
        {
            NativeMemory.AlignedFree(pointer);
        }
    }
}
