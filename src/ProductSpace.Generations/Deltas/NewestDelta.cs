using ProductSpace.Generations.Folders;
using ProductSpace.Memory;

namespace ProductSpace.Generations.Deltas;

/// <summary>
/// Finds the delta of a folder of generations that holds the newest changes, which need not be that of the generation
/// that answers: publishing and rolling back move no changes. Whoever opens a delta first takes over what the newest
/// one says, and its turn becomes one higher than that one's. So there is one newest delta at any time, whatever was
/// published, rolled back or killed in between.
/// </summary>
/// <param name="Own">The delta that was asked about; null if it does not exist.</param>
/// <param name="Newest">The delta with the highest turn, perhaps the same; null if there is none.</param>
internal sealed record NewestDelta(DeltaStamp? Own, DeltaStamp? Newest)
{
    /// <summary>Whether another delta holds newer changes than the one that was asked about.</summary>
    public bool IsElsewhere => Newest is not null && Newest.Path != Own?.Path;

    /// <summary>Looks at the deltas beside one, all of them where its name is that of a generation's delta.</summary>
    /// <exception cref="DeltaException">A header is damaged: that file may hold the newest changes.</exception>
    public static NewestDelta Find(string path, IFileOperations files)
    {
        DeltaStamp? own = DeltaStamp.Of(path, files);
        if (!GenerationNames.TryParseDelta(Path.GetFileName(path), out _)
            || Path.GetDirectoryName(path) is not string directory)
        {
            return new NewestDelta(own, own);
        }

        return new NewestDelta(own, In(directory, own, files));
    }

    /// <summary>Finds the newest delta of a folder; null if there is none.</summary>
    /// <exception cref="DeltaException">See <see cref="Find"/>.</exception>
    public static DeltaStamp? In(string directory, IFileOperations files) => In(directory, own: null, files);

    private static DeltaStamp? In(string directory, DeltaStamp? own, IFileOperations files)
    {
        DeltaStamp? newest = own;
        int newestNumber = int.MaxValue;
        foreach (string name in files.List(directory))
        {
            if (!GenerationNames.TryParseDelta(name, out int number)
                || Path.Combine(directory, name) is not string path
                || path == own?.Path
                || DeltaStamp.Of(path, files) is not DeltaStamp stamp)
            {
                continue;
            }

            // Deltas of one turn were written by programs that knew no turns: the own one counts, else the last.
            long lead = newest is null ? 1 : stamp.Header.Turn - newest.Header.Turn;
            if (lead > 0 || (lead == 0 && number > newestNumber))
            {
                (newest, newestNumber) = (stamp, number);
            }
        }

        return newest;
    }
}
