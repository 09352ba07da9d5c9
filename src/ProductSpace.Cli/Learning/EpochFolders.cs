using System.Security.Cryptography;

namespace ProductSpace.Cli.Learning;

/// <summary>
/// Where models of epochs stand during a training: the last one, and with early stop the best one. Beside the checkpoint
/// where there is one, so that a resumed training knows the best epoch too; else under a hidden name beside the model,
/// which goes with Dispose.
/// </summary>
internal sealed class EpochFolders : IDisposable
{
    private readonly string _hidden;

    public EpochFolders(TrainPlan plan)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(plan.Out));
        _hidden = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.epochs-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        Last = plan.Checkpoint ?? (plan.KeepOnCancel ? Path.Combine(_hidden, "last") : null);
        Best = plan.EarlyStop == 0 ? null : plan.Checkpoint is string checkpoint ? BestOf(checkpoint) : Path.Combine(_hidden, "best");
        if ((Last ?? Best) is not null && plan.Checkpoint is null)
        {
            Directory.CreateDirectory(_hidden);
        }
    }

    /// <summary>The last finished epoch; null where nobody asks for it.</summary>
    public string? Last { get; }

    /// <summary>The best epoch; null without early stop.</summary>
    public string? Best { get; }

    /// <summary>The best epoch beside a checkpoint.</summary>
    public static string BestOf(string checkpoint) => Path.TrimEndingDirectorySeparator(checkpoint) + ".best";

    public void Dispose()
    {
        if (Directory.Exists(_hidden))
        {
            Directory.Delete(_hidden, recursive: true);
        }
    }
}
