namespace ProductSpace.Generations;

/// <summary>How an <see cref="IndexFollower"/> follows a folder; the default suits a storefront.</summary>
public sealed record FollowerOptions
{
    /// <summary>Time between two looks at the pointer's content; at least a millisecond.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether the system's change notifications shorten the wait. The follower never relies on them: network file
    /// systems send none, and a folder that is replaced as a whole is silent.
    /// </summary>
    public bool UseWatcher { get; init; } = true;

    /// <summary>
    /// How thoroughly a new generation is checked before it answers: <see cref="OpenMode.Verify"/> checks everything
    /// and warms up.
    /// </summary>
    public OpenMode Mode { get; init; } = OpenMode.Verify;

    /// <summary>
    /// Whether generations are copied into memory of the process instead of mapped: for folders where others may
    /// truncate or overwrite files, or whose network may fail. Takes the snapshot's length in memory for each process,
    /// twice during a swap.
    /// </summary>
    public bool CopyToMemory { get; init; }

    /// <summary>
    /// Whether a mapped generation stays readable when another program truncates or overwrites its file in place, which
    /// would otherwise end the process. On Linux, for the owner of the files, the kernel makes that program wait until
    /// the generation is copied into memory of the process. Elsewhere it is copied from the start, as with <see
    /// cref="CopyToMemory"/>. Takes the process's handler of SIGIO.
    /// </summary>
    public bool GuardOverwrites { get; init; }

    /// <summary>
    /// Whether the delta beside a generation (catalog-000042.psd), if there is one, is merged into its answers, and
    /// read again when it changes. Has no meaning while this process writes to the delta by <see
    /// cref="IndexFollower.OpenDelta"/>.
    /// </summary>
    public bool UseDelta { get; init; }

    /// <summary>
    /// Called with each generation when it is open and checked, before it answers anybody, and before its delta is
    /// merged: what the first request would pay for otherwise, such as <c>index.PreparePlacements()</c>. What it throws
    /// refuses the generation, as damage would. It must not dispose the index.
    /// </summary>
    public Action<ProductIndex>? Prepare { get; init; }

    /// <summary>
    /// Called after each swap, each new refusal and each change of <see cref="FollowerStatus.Protection"/>, on the
    /// follower's thread; what it throws is ignored. It must not dispose the follower.
    /// </summary>
    public Action<FollowerStatus>? OnChange { get; init; }
}
