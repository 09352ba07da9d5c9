using System.Runtime.CompilerServices;
using ProductSpace.Generations.Folders;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Following;

/// <summary>
/// One generation that a follower answers from, with the count of those who are in it. Enter adds one, then looks at the
/// retired bit of the same word, and goes back where it is set; retiring sets the bit. Whoever finds the word at "retired and
/// nobody in" has the map taken away, once: the one who retires, or the last one out, or one that came too late and goes
/// back. Count and bit share one word, so that no fence between them can be missing. The protocol is checked state by state
/// in the tests.
/// </summary>
/// <remarks>The map is taken away by a thread of the pool: unmapping a large file takes long, and the last one out is a request.</remarks>
internal sealed class FollowedGeneration(IndexFollower owner, ProductIndex index, CurrentPointer pointer, IByteOwner file) : IThreadPoolWorkItem
{
    private const long Retired = 1L << 62;

    private long _state;
    private int _done;

    public IndexFollower Owner { get; } = owner;

    public ProductIndex Index { get; } = index;

    public CurrentPointer Pointer { get; } = pointer;

    public OverwriteProtection Protection => file switch
    {
        CopiedBytes or MappedFile { IsCopied: true } => OverwriteProtection.Copy,
        MappedFile { IsLeased: true } => OverwriteProtection.Lease,
        _ => OverwriteProtection.None,
    };

    /// <summary>True: in, and <see cref="Exit"/> must follow. False: retired.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnter()
    {
        if ((Interlocked.Increment(ref _state) & Retired) == 0)
        {
            return true;
        }

        Exit();
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit()
    {
        if (Interlocked.Decrement(ref _state) == Retired)
        {
            Finish();
        }
    }

    /// <summary>Lets nobody in any more; the map goes when everybody is out. Does not wait.</summary>
    public void Retire()
    {
        if ((Interlocked.Or(ref _state, Retired) & ~Retired) == 0)
        {
            Finish();
        }
    }

    /// <summary>Retires it if nobody is in: one step on the one word, so that nobody can come in between.</summary>
    public bool TryRetireIdle()
    {
        if (Interlocked.CompareExchange(ref _state, Retired, 0) != 0)
        {
            return false;
        }

        Finish();
        return true;
    }

    public void Execute() => Index.Dispose();

    private void Finish()
    {
        if (Interlocked.Exchange(ref _done, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
