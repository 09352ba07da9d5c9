using ProductSpace.Generations;

namespace ProductSpace.Hosting;

/// <summary>
/// One shop of a process: the folder that it follows, how, and what is measured on the way. Checked when the host starts; a
/// message names the shop, the option, and what to write there. Can be bound to a section of the configuration.
/// </summary>
public sealed class ShopOptions
{
    /// <summary>The folder of generations that <c>productspace publish</c> writes. Needed.</summary>
    public string Directory { get; set; } = string.Empty;

    /// <summary>How much of a generation is looked at before it answers; <see cref="OpenMode.Verify"/> by default.</summary>
    public OpenMode Mode { get; set; } = OpenMode.Verify;

    /// <summary>Time between two looks at the folder's pointer, a millisecond to an hour; a second by default.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether the system's notices of changes shorten the wait; true by default.</summary>
    public bool UseWatcher { get; set; } = true;

    /// <summary>Whether generations are copied into memory instead of mapped; false by default. See <see cref="FollowerOptions.CopyToMemory"/>.</summary>
    public bool CopyToMemory { get; set; }

    /// <summary>Whether the delta beside a generation is merged into its answers; false by default. See <see cref="FollowerOptions.UseDelta"/>.</summary>
    public bool UseDelta { get; set; }

    /// <summary>As <see cref="FollowerOptions.GuardOverwrites"/>.</summary>
    public bool GuardOverwrites { get; set; }

    /// <summary>
    /// Age from which the health check calls the shop degraded, counted from when the generation's file was written; null by
    /// default for any age. Two days are good for a snapshot that is built every night.
    /// </summary>
    public TimeSpan? MostGenerationAge { get; set; }

    /// <summary>Variants that shoppers are divided among; null by default for none.</summary>
    public ExperimentOptions? Experiment { get; set; }

    /// <summary>Queries that are repeated exactly in the background; off by default.</summary>
    public LiveRecallOptions LiveRecall { get; set; } = new();

    /// <summary>The same for another folder.</summary>
    internal ShopOptions For(string directory)
    {
        ShopOptions copy = (ShopOptions)MemberwiseClone();
        copy.Directory = directory;
        return copy;
    }
}
