using ProductSpace.Storage;

namespace ProductSpace.Generations;

/// <summary>Why a delta cannot do what was asked.</summary>
public enum DeltaProblem
{
    /// <summary>The file is not a delta, or acknowledged writes in it are damaged.</summary>
    Damaged,

    /// <summary>The file belongs to another snapshot.</summary>
    OtherBase,

    /// <summary>A newer program wrote the file.</summary>
    NewerVersion,

    /// <summary>Another process, or another object of this one, writes to the file.</summary>
    Held,

    /// <summary>The capacity is used up: build a new snapshot.</summary>
    Full,

    /// <summary>
    /// Neither the file nor a new one in its place could be written; unacknowledged writes are in memory only.
    /// </summary>
    NotWritable,

    /// <summary>The delta was opened for reading, or is closed.</summary>
    ReadOnly,
}

/// <summary>A delta cannot be opened or written to; the message says what, where and what to do.</summary>
public sealed class DeltaException : IOException
{
    internal DeltaException(DeltaProblem problem, string message, Exception? inner = null)
        : base(Printable.Of(message), inner) => Problem = problem;

    /// <summary>Kind of the problem.</summary>
    public DeltaProblem Problem { get; }
}
