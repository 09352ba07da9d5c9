using System.Runtime.CompilerServices;

namespace ProductSpace.Memory;

/// <summary>
/// Counts running searches so that closing can wait for them: one interlocked counter with a closed bit. Entering adds
/// one, checks the bit, and steps back if it is set. A search takes microseconds, so closing spins, then yields.
/// </summary>
internal sealed class Lease
{
    private const long Closed = 1L << 62;

    private long _state;

    public bool IsClosed => (Volatile.Read(ref _state) & Closed) != 0;

    /// <summary>Enters, after which <see cref="Exit"/> must follow; false if closed.</summary>
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

    /// <summary>Leaves. Called in finally blocks, into which it is not inlined.</summary>
    public void Exit() => Interlocked.Decrement(ref _state);

    /// <summary>
    /// Admits no further search and waits for the running ones; true for the one call that closed it.
    /// </summary>
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
