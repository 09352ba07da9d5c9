using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>
/// Counts the searches that are inside, so that closing waits for them: one interlocked counter with a closed bit.
/// Enter adds one, then looks at the bit, and goes back where it is set. A search takes microseconds, so that closing
/// waits by spinning, then yielding.
/// </summary>
internal sealed class Lease
{
    private const long Closed = 1L << 62;

    private long _state;

    public bool IsClosed => (Volatile.Read(ref _state) & Closed) != 0;

    /// <summary>True: in, and <see cref="Exit"/> must follow. False: closed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter()
    {
        if ((Interlocked.Increment(ref _state) & Closed) == 0)
        {
            return true;
        }

        Exit();
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Exit() => Interlocked.Decrement(ref _state);

    /// <summary>Lets nobody in any more and waits until everybody is out; true for the one call that closed it.</summary>
    public bool Close()
    {
        bool first = (Interlocked.Or(ref _state, Closed) & Closed) == 0;
        SpinWait wait = default;
        while (Volatile.Read(ref _state) != Closed)
        {
            wait.SpinOnce();
        }

        return first;
    }
}
