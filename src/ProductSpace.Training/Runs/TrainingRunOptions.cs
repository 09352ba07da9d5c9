using ProductSpace.Training.Tables;

namespace ProductSpace.Training.Runs;

/// <summary>
/// Where a <see cref="TrainingRun"/> reads and writes, and when it ends. None of it changes an epoch's bytes.
/// </summary>
public sealed record TrainingRunOptions
{
    /// <summary>Folder of the model to write at the end; a model that is already there is replaced.</summary>
    public required string ModelFolder { get; init; }

    /// <summary>
    /// Folder that holds the last finished epoch during the run, and stays afterwards; null for none. With
    /// <see cref="EarlyStop"/> the best epoch is kept next to it, in a folder of the same name with ".best" appended.
    /// </summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>
    /// Checkpoint of an interrupted run to resume; null to start from the beginning. Log, metadata and training options
    /// must be those of the interrupted run; the result then has the bytes of a run that was never interrupted.
    /// </summary>
    public string? ResumeFolder { get; init; }

    /// <summary>
    /// Older model of the same shop whose vectors training starts from; null to start from random vectors. The result
    /// tells how far the new model moved from it.
    /// </summary>
    public string? StartFolder { get; init; }

    /// <summary>True to make the last finished epoch the model when the run is cancelled.</summary>
    public bool KeepOnCancel { get; init; }

    /// <summary>
    /// Number of epochs without a better score after which the run ends, with the best epoch as the model; 0 to train
    /// all epochs and take the last. Needs a judge.
    /// </summary>
    public int EarlyStop { get; init; }

    /// <summary>Space whose held-out hit rate decides which epoch is better.</summary>
    public Space Select { get; init; } = Space.Next;

    /// <summary>
    /// Learns the item table that is to lie beside the vectors, when these are trained; null for none. A run that is
    /// cancelled with <see cref="KeepOnCancel"/> leaves none.
    /// </summary>
    public Func<CancellationToken, LearnedTable>? LearnTable { get; init; }

    /// <summary>
    /// Catalogue that is copied into the model folder as catalog.csv, so that a build of the model needs no other; null
    /// for none. Read when the run ends: CSV in UTF-8 with a comma between cells, quotes doubled, and our names of the
    /// columns (product_id, category, price, in_stock, first_seen, item_group_id, in this order) before all others.
    /// </summary>
    public string? CatalogFile { get; init; }

    /// <summary>Throws for options that contradict each other, and for folders that cannot be written.</summary>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(ModelFolder);
        ArgumentOutOfRangeException.ThrowIfNegative(EarlyStop);
        if (CheckpointFolder is string checkpoint)
        {
            if (IsSameFolder(checkpoint, ModelFolder))
            {
                throw new ArgumentException(
                    "the checkpoint and the model must be two folders: the checkpoint is not finished");
            }

            Models.ModelFolder.RequireWritable(checkpoint);
            if (EarlyStop > 0)
            {
                Models.ModelFolder.RequireWritable(EpochFolders.BestOf(checkpoint));
            }
        }

        Models.ModelFolder.RequireWritable(ModelFolder);
    }

    /// <summary>True where two names lead to one folder, links apart.</summary>
    internal static bool IsSameFolder(string first, string second) => FullName(first) == FullName(second);

    private static string FullName(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
}
