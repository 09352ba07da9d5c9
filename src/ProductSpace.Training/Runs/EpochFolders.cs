using ProductSpace.Training.Models;

namespace ProductSpace.Training.Runs;

/// <summary>
/// Folders that hold models of epochs during a run: the last one and, with early stop, the best one. They are next to
/// the checkpoint if there is one, so that a resumed run finds the best epoch too. Otherwise they have a hidden name
/// next to the model and are deleted by <see cref="Dispose"/>, or by the next run if this one is killed.
/// </summary>
internal sealed class EpochFolders : IDisposable
{
    private const string Mark = ".epochs-";

    private readonly string _hidden;
    private readonly HiddenFolder? _held;

    public EpochFolders(TrainingRunOptions options)
    {
        string model = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.ModelFolder));
        HiddenFolder.Sweep(model, Mark);
        _hidden = Path.Combine(
            Path.GetDirectoryName(model)!, $".{Path.GetFileName(model)}{Mark}{HiddenFolder.NewMark()}");
        string? checkpoint = options.CheckpointFolder;
        Last = checkpoint ?? (options.KeepOnCancel ? Path.Combine(_hidden, "last") : null);
        Best = options.EarlyStop == 0 ? null
            : checkpoint is null ? Path.Combine(_hidden, "best")
            : BestOf(checkpoint);
        if ((Last ?? Best) is not null && checkpoint is null)
        {
            _held = new HiddenFolder(_hidden);
        }
    }

    /// <summary>Folder of the last finished epoch; null where nothing needs it.</summary>
    public string? Last { get; }

    /// <summary>Folder of the best epoch; null without early stop.</summary>
    public string? Best { get; }

    /// <summary>Returns the folder of the best epoch next to a checkpoint.</summary>
    public static string BestOf(string checkpoint) => Path.TrimEndingDirectorySeparator(checkpoint) + ".best";

    public void Dispose()
    {
        if (Directory.Exists(_hidden))
        {
            Directory.Delete(_hidden, recursive: true);
        }

        _held?.Dispose();
    }
}
