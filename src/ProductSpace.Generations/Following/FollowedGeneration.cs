using System.Globalization;
using System.Runtime.CompilerServices;
using ProductSpace.Generations.Folders;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Following;

/// <summary>
/// One generation that a follower answers from, with the number of leases on it. Entering adds one, then looks at the
/// retired bit of the same word and goes back if it is set; retiring sets the bit. Whoever finds the word at "retired,
/// no lease" has the map released, once: the one who retires, the last lease, or a lease that came too late and goes
/// back. Count and bit share one word, so no fence between them can be missing. Tests check the protocol state by
/// state.
/// </summary>
/// <remarks>
/// A pool thread releases the map: unmapping a large file takes long, and the last lease is a request.
/// </remarks>
internal sealed class FollowedGeneration(
    FilterScope scope, ProductIndex index, CurrentPointer pointer, IByteOwner file) : IThreadPoolWorkItem
{
    private const long Retired = 1L << 62;

    /// <summary>Tells the deltas of this process from those of others, where counts of writes may be equal.</summary>
    private static readonly string s_process = Guid.NewGuid().ToString("N")[..8];

    private long _state;
    private int _finished;

    public FilterScope Scope { get; } = scope;

    public ProductIndex Index { get; } = index;

    public CurrentPointer Pointer { get; } = pointer;

    public OverwriteProtection Protection => file switch
    {
        CopiedBytes or MappedFile { IsCopied: true } => OverwriteProtection.Copy,
        MappedFile { IsLeased: true } => OverwriteProtection.Lease,
        _ => OverwriteProtection.None,
    };

    public bool IsRetired => (Volatile.Read(ref _state) & Retired) != 0;

    /// <summary>
    /// Returns the entity tag of what the generation answers: the content of its snapshot, the state of the delta, and
    /// the variant, whose label may hold any character.
    /// </summary>
    public string EntityTagOf(string? variant)
    {
        string delta = Index.DeltaLog is { } log
            ? string.Create(CultureInfo.InvariantCulture, $"-{s_process}.{log.Number}.{log.Count}")
            : string.Empty;
        string label = variant is null ? string.Empty : $"-{Uri.EscapeDataString(variant)}";
        return $"W/\"{Index.Info.ContentHash}{delta}{label}\"";
    }

    /// <summary>Returns true if entered: <see cref="Exit"/> must follow. Returns false if retired.</summary>
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

    /// <summary>Refuses new leases; the map is released when the last lease ends. Does not wait.</summary>
    public void Retire()
    {
        if ((Interlocked.Or(ref _state, Retired) & ~Retired) == 0)
        {
            Finish();
        }
    }

    /// <summary>
    /// Retires the generation if it has no lease: one step on one word, so nobody can enter in between.
    /// </summary>
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
        if (Interlocked.Exchange(ref _finished, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
