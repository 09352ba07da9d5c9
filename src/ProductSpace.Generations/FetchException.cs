namespace ProductSpace.Generations;

/// <summary>A generation could not be fetched. The message says what, where and what to do; the folder answers as before.</summary>
public sealed class FetchException : IOException
{
    internal FetchException(FetchFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What kind of fault it was.</summary>
    public FetchFault Fault { get; }

    /// <summary>Whether asking again, without anybody's help, may succeed. What was fetched so far is kept for it.</summary>
    public bool MayPass => Fault is FetchFault.Unreachable or FetchFault.Changed;
}

/// <summary>Why a generation could not be fetched.</summary>
public enum FetchFault
{
    /// <summary>No connection, or one that was cut or stalled too often, or a server that is overloaded.</summary>
    Unreachable = 0,

    /// <summary>The snapshot was replaced at its source while it was fetched.</summary>
    Changed = 1,

    /// <summary>The source says no: nothing of that name, no right to read it.</summary>
    Refused = 2,

    /// <summary>The source sends to another address.</summary>
    Redirected = 3,

    /// <summary>What came is not what the source's own pointer and section table say, or against the protocol.</summary>
    Damaged = 4,

    /// <summary>The snapshot is larger than is allowed, or than the disk has room for.</summary>
    TooLarge = 5,

    /// <summary>Another process fetches into the folder.</summary>
    Held = 6,
}
