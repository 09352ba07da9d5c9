using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ProductSpace.Memory;

/// <summary>
/// A non-owning view of unmanaged memory: the bytes of a mapped file or of an <see cref="AlignedBuffer{T}"/>. Indices
/// are 64-bit and every access is checked against <see cref="Length"/>, so that a forged number in a file cannot reach
/// beyond the map. The owner must outlive the view.
/// </summary>
internal readonly unsafe struct NativeView<T>
    where T : unmanaged
{
    private readonly T* _pointer;

    public NativeView(T* pointer, long length)
    {
        Debug.Assert(length >= 0);
        _pointer = pointer;
        Length = length;
    }

    public long Length { get; }

    public bool IsEmpty => Length == 0;

    /// <summary>Raw start address, for the kernels in Numerics only, which check row numbers themselves.</summary>
    public T* Pointer => _pointer;

    public ref T this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((ulong)index >= (ulong)Length)
            {
                Throw.OutsideOfView(index, 1, Length);
            }

            return ref _pointer[index];
        }
    }

    /// <summary>The elements [start, start + count).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Slice(long start, int count)
    {
        if (count < 0 || (ulong)start > (ulong)Length || count > Length - start)
        {
            Throw.OutsideOfView(start, count, Length);
        }

        return new Span<T>(_pointer + start, count);
    }

    public NativeView<T> SliceView(long start, long count)
    {
        if (count < 0 || (ulong)start > (ulong)Length || count > Length - start)
        {
            Throw.OutsideOfView(start, count, Length);
        }

        return new NativeView<T>(_pointer + start, count);
    }

    /// <summary>Reinterprets the bytes as elements of another type, dropping an incomplete last element.</summary>
    public NativeView<TOther> Cast<TOther>()
        where TOther : unmanaged =>
        new((TOther*)_pointer, Length * sizeof(T) / sizeof(TOther));

    /// <summary>
    /// Prefetches the cache lines of [start, start + count). Never faults; ignores a start beyond the view.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long start, int count)
    {
        if (!Sse.IsSupported || (ulong)start >= (ulong)Length)
        {
            return;
        }

        byte* first = (byte*)(_pointer + start);
        for (int offset = 0; offset < count * sizeof(T); offset += 64)
        {
            Sse.Prefetch1(first + offset);
        }
    }

    /// <summary>
    /// Starts reading the pages of [start, start + count) from the file, without waiting; ignores what is beyond the
    /// view.
    /// </summary>
    public void RequestPages(long start, int count)
    {
        if (start >= 0 && count > 0 && start <= Length - count)
        {
            LibC.RequestPages((byte*)(_pointer + start), (long)count * sizeof(T));
        }
    }

    public void Clear()
    {
        for (long start = 0; start < Length; start += int.MaxValue / sizeof(T))
        {
            Slice(start, (int)Math.Min(Length - start, int.MaxValue / sizeof(T))).Clear();
        }
    }
}
