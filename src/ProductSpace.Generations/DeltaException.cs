namespace ProductSpace.Generations;

/// <summary>Why a delta cannot do what was asked.</summary>
public enum DeltaProblem
{
    /// <summary>The file is no delta, or acknowledged writes in it are damaged.</summary>
    Damaged,

    /// <summary>The file belongs to another snapshot.</summary>
    OtherBase,

    /// <summary>A newer program wrote the file.</summary>
    NewerVersion,

    /// <summary>Another process, or another object of this one, writes to the file.</summary>
    Held,

    /// <summary>There is no room for more: build a new snapshot.</summary>
    Full,

    /// <summary>Neither the file nor a new one in its place could be written; what was not acknowledged is in memory only.</summary>
    NotWritable,

    /// <summary>It was opened for reading, or is closed.</summary>
    ReadOnly,
}

/// <summary>A delta that cannot be opened or written to; the message says what, where and what to do.</summary>
public sealed class DeltaException : IOException
{
    internal DeltaException(DeltaProblem problem, string message, Exception? inner = null)
        : base(message, inner) => Problem = problem;

    /// <summary>What kind of problem it is.</summary>
    public DeltaProblem Problem { get; }
}
