using System.CommandLine;
using ProductSpace.Memory;
using ProductSpace.Training.Runs;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of `train` that say where it reads and writes, and when it ends.</summary>
internal sealed class RunArguments
{
    private readonly Option<string> _target = new("--out")
    {
        Description = "Model folder to write; a model that is already there is replaced.",
        Required = true,
    };

    private readonly Option<int> _earlyStop = new("--early-stop")
    {
        Description =
            "Number of epochs without a better held-out HR@20 after which to stop and keep the best epoch; 0 for "
            + "never.",
    };

    private readonly Option<string> _select = Common.Option(
        "--select", "Space whose HR@20 decides which epoch is better.", "next");

    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Folder that holds the last finished epoch during the training.",
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description =
            "Checkpoint to resume and to keep up to date; all other options must be those of the training that wrote "
            + "it.",
    };

    private readonly Option<bool> _keep = new("--keep-on-cancel")
    {
        Description = "On interruption, make the last finished epoch the model.",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description =
            "Older model of the shop to start from; at the end, the distance from it is printed.",
    };

    public void AddTo(Command verb)
    {
        _select.AcceptOnlyFromAmong("similar", "next");
        verb.AddOptions(_target, _earlyStop, _select, _checkpoint, _resume, _keep, _from);
    }

    /// <exception cref="UsageException">Two options contradict each other, or one needs another.</exception>
    public TrainingRunOptions Read(ParseResult parsed, bool isHeldOut)
    {
        TrainingRunOptions options = new()
        {
            ModelFolder = parsed.GetRequiredValue(_target),
            CheckpointFolder = parsed.GetValue(_checkpoint) ?? parsed.GetValue(_resume),
            ResumeFolder = parsed.GetValue(_resume),
            StartFolder = parsed.GetValue(_from),
            KeepOnCancel = parsed.GetValue(_keep),
            EarlyStop = parsed.GetValue(_earlyStop),
            Select = Common.SpaceOf(parsed.GetValue(_select)),
        };
        if (options.EarlyStop < 0)
        {
            throw new UsageException("--early-stop must not be negative");
        }

        if (options.EarlyStop > 0 && !isHeldOut)
        {
            throw new UsageException(
                "--early-stop judges epochs by held-out sessions; give --hold-out 0.02 or --validation");
        }

        if (options.CheckpointFolder is string checkpoint
            && (TrainingRunOptions.IsSameFolder(checkpoint, options.ModelFolder)
                || TargetFiles.AreSame(checkpoint, options.ModelFolder)))
        {
            throw new UsageException("--checkpoint and --out must be two folders: the one is not finished");
        }

        return options;
    }
}
