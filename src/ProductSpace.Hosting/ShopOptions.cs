using ProductSpace.Generations;

namespace ProductSpace.Hosting;

/// <summary>
/// One shop of a process: the folder that it follows, how, and what is measured. Checked when the host starts; a
/// message names the shop, the option, and what to write there. Can be bound to a section of the configuration.
/// </summary>
public sealed class ShopOptions
{
    private Action<ProductIndex>? _prepare;

    /// <summary>The folder of generations that <c>productspace publish</c> writes. Required.</summary>
    public string Directory { get; set; } = string.Empty;

    /// <summary>
    /// How thoroughly a generation is checked before it answers; <see cref="OpenMode.Verify"/> by default.
    /// </summary>
    public OpenMode Mode { get; set; } = OpenMode.Verify;

    /// <summary>
    /// Time between two looks at the folder's pointer, a millisecond to an hour; a second by default.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the system's change notifications shorten the wait; true by default.</summary>
    public bool UseWatcher { get; set; } = true;

    /// <summary>
    /// Whether generations are copied into memory instead of mapped; false by default. See
    /// <see cref="FollowerOptions.CopyToMemory"/>.
    /// </summary>
    public bool CopyToMemory { get; set; }

    /// <summary>
    /// Whether the delta beside a generation is merged into its answers; false by default. See
    /// <see cref="FollowerOptions.UseDelta"/>.
    /// </summary>
    public bool UseDelta { get; set; }

    /// <summary>
    /// Whether a mapped generation stays readable when its file is overwritten in place; false by default. See
    /// <see cref="FollowerOptions.GuardOverwrites"/>.
    /// </summary>
    public bool GuardOverwrites { get; set; }

    /// <summary>
    /// Age at which the health check calls the shop degraded, counted from when the generation's file was written; null
    /// by default for any age. Two days suit a snapshot that is built every night.
    /// </summary>
    public TimeSpan? MaxGenerationAge { get; set; }

    /// <summary>Variants that shoppers are assigned to; null by default for none.</summary>
    public ExperimentOptions? Experiment { get; set; }

    /// <summary>Queries that are repeated exactly in the background; off by default.</summary>
    public LiveRecallOptions LiveRecall { get; set; } = new();

    /// <summary>
    /// Adds a step that every generation goes through before it answers anybody, after those added before: what the
    /// first request would pay for otherwise. What it throws refuses the generation, as damage would; the one before
    /// goes on answering. It must not dispose the index.
    /// </summary>
    /// <param name="step">The step, called on the thread that opens generations.</param>
    /// <example><code>
    /// options.Prepare(index => index.PreparePlacements());
    /// </code></example>
    public void Prepare(Action<ProductIndex> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _prepare += step;
    }

    /// <summary>Returns a copy for another folder.</summary>
    internal ShopOptions For(string directory)
    {
        ShopOptions copy = (ShopOptions)MemberwiseClone();
        copy.Directory = directory;
        return copy;
    }

    internal FollowerOptions ToFollowerOptions() => new()
    {
        Mode = Mode,
        PollInterval = PollInterval,
        UseWatcher = UseWatcher,
        CopyToMemory = CopyToMemory,
        GuardOverwrites = GuardOverwrites,
        UseDelta = UseDelta,
        Prepare = _prepare,
    };
}
