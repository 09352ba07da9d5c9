namespace ProductSpace.Generations;

/// <summary>How an <see cref="IndexFollower"/> follows a folder; the default is good for a storefront.</summary>
public sealed record FollowerOptions
{
    /// <summary>Time between two looks at the pointer's content; at least a millisecond.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether the system's notices of changes shorten the wait. They are never relied upon: network file systems send none,
    /// and a folder that was replaced as a whole is silent.
    /// </summary>
    public bool UseWatcher { get; init; } = true;

    /// <summary>How much of a new generation is looked at before it answers: <see cref="OpenMode.Verify"/> looks at everything and warms up.</summary>
    public OpenMode Mode { get; init; } = OpenMode.Verify;

    /// <summary>
    /// Whether generations are copied into memory of the process instead of mapped: for folders where others may cut or overwrite
    /// files, or whose network may fail. It takes the snapshot's length in memory for each process, twice during a swap.
    /// </summary>
    public bool CopyToMemory { get; init; }

    /// <summary>
    /// Whether a mapped generation stays readable when another program cuts or overwrites its file in place, which would else end
    /// the process: on Linux, for the owner of the files, the kernel makes that program wait until the generation is copied into
    /// memory of the process. Elsewhere it is copied from the start, as with <see cref="CopyToMemory"/>. Takes the process's
    /// handler of SIGIO.
    /// </summary>
    public bool GuardOverwrites { get; init; }

    /// <summary>
    /// Whether the delta beside a generation (catalog-000042.psd), if there is one, is merged into its answers, and read again
    /// when it changes. A process that writes to it does so by <see cref="IndexFollower.OpenDelta"/>; then this has no meaning.
    /// </summary>
    public bool UseDelta { get; init; }

    /// <summary>Called after each swap, each new refusal and each change of <see cref="FollowerStatus.Protection"/>, on the follower's thread; what it throws is ignored. It must not dispose the follower.</summary>
    public Action<FollowerStatus>? OnChange { get; init; }
}
