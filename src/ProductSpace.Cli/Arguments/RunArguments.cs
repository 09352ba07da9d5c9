using System.CommandLine;
using ProductSpace.Training.Runs;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of `train` that say where it reads and writes, and when it ends.</summary>
internal sealed class RunArguments
{
    private readonly Option<string> _target = new("--out")
    {
        Description = "Model folder to write; a model that stands there is replaced.",
        Required = true,
    };

    private readonly Option<int> _earlyStop = new("--early-stop")
    {
        Description = "Stop after so many epochs without a better held-out HR@20, and keep the best epoch; 0 for never.",
    };

    private readonly Option<string> _select = new("--select")
    {
        Description = "The space whose HR@20 says which epoch is better.",
        DefaultValueFactory = _ => "next",
    };

    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Folder that holds the last finished epoch during the training.",
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Go on from this checkpoint, and keep it up; everything else as in the training that wrote it.",
    };

    private readonly Option<bool> _keep = new("--keep-on-cancel")
    {
        Description = "Interrupted, the last finished epoch becomes the model.",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description =
            "Begin with the vectors of an older model of the shop, and say afterwards how far it moved.",
    };

    public void AddTo(Command verb)
    {
        _select.AcceptOnlyFromAmong("similar", "next");
        foreach (Option option in (Option[])[_target, _earlyStop, _select, _checkpoint, _resume, _keep, _from])
        {
            verb.Options.Add(option);
        }
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
            Select = parsed.GetValue(_select) == "similar" ? Space.Similar : Space.Next,
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
            && TrainingRunOptions.IsSameFolder(checkpoint, options.ModelFolder))
        {
            throw new UsageException("--checkpoint and --out must be two folders: the one is not finished");
        }

        return options;
    }
}
