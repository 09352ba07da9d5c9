using System.Runtime.InteropServices;

namespace ProductSpace.Memory;

/// <summary>
/// Owned native memory, zeroed, aligned to 64 bytes (to 2 MiB with huge pages asked for, from 4 MiB on). Keeps large
/// build and scratch arrays out of the garbage collector's way and rows on cache line borders.
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
