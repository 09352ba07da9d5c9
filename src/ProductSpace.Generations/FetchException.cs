using ProductSpace.Storage;

namespace ProductSpace.Generations;

/// <summary>
/// A generation could not be fetched. The message says what, where and what to do; the folder is unchanged.
/// </summary>
public sealed class FetchException : IOException
{
    internal FetchException(FetchFault fault, string message, Exception? inner = null)
        : base(Printable.Of(message), inner) => Fault = fault;

    /// <summary>Kind of the fault.</summary>
    public FetchFault Fault { get; }

    /// <summary>
    /// Whether another fetch may succeed without anybody's help. It goes on from what was fetched so far.
    /// </summary>
    public bool IsTransient => Fault is FetchFault.Unreachable or FetchFault.Changed;
}

/// <summary>Why a generation could not be fetched.</summary>
public enum FetchFault
{
    /// <summary>No connection, or one that was cut or stalled too often, or a server that is overloaded.</summary>
    Unreachable = 0,

    /// <summary>The snapshot was replaced at its source while it was fetched.</summary>
    Changed = 1,

    /// <summary>The source refuses: nothing of that name, no right to read it.</summary>
    Refused = 2,

    /// <summary>The source redirects to another address.</summary>
    Redirected = 3,

    /// <summary>The bytes contradict the source's own pointer or section table, or the protocol.</summary>
    Damaged = 4,

    /// <summary>The snapshot is larger than allowed, or larger than the free space of the disk.</summary>
    TooLarge = 5,

    /// <summary>Another process fetches into the folder.</summary>
    Held = 6,
}
