using System.Globalization;
using ProductSpace.Training;

namespace ProductSpace.Cli.Learning;

/// <summary>
/// What a training begins with: random vectors, a checkpoint, or an older model. The folders are read and checked at once,
/// before the log is; an older model is let go while the training runs and read again to be compared with the new one.
/// </summary>
internal sealed class TrainStart : IDisposable
{
    private readonly string? _resume;
    private readonly string? _from;
    private readonly Prod2VecOptions _options;
    private readonly string _fromHash = string.Empty;
    private EmbeddingModel? _begin;

    public TrainStart(string? resume, string? from, Prod2VecOptions options, CancellationToken cancellationToken)
    {
        (_resume, _from, _options) = (resume, from, options);
        if (resume is not null)
        {
            _begin = EmbeddingModel.Load(resume, cancellationToken);
        }

        if (from is not null)
        {
            EmbeddingModel old = EmbeddingModel.Load(from, cancellationToken);
            _fromHash = old.FileHash;
            if (_begin is null)
            {
                _begin = old;
            }
            else
            {
                old.Dispose();
            }
        }

        if (resume is not null && from is not null && _begin!.Provenance.StartedFrom != _fromHash)
        {
            string origin = _begin.Provenance.StartedFrom is { Length: > 0 } hash ? $"the model of hash {hash}" : "random vectors";
            _begin.Dispose();
            throw new TrainingInputException($"{resume}: this training was started from {origin}, {from} has the hash {_fromHash}; leave --from out, or name the model it was started from");
        }

        if (resume is null && _begin is not null && _begin.Dimension != options.Dimension)
        {
            int dimension = _begin.Dimension;
            _begin.Dispose();
            throw new TrainingInputException($"{from}: has {dimension} numbers a vector, {options.Dimension} are asked for; train with --dimension {dimension}, or without --from");
        }
    }

    /// <summary>Makes the trainer; once.</summary>
    public Prod2VecTrainer Trainer(SessionCorpus corpus, ProductMetadata? metadata)
    {
        if (_begin is null)
        {
            return new Prod2VecTrainer(corpus, _options, metadata);
        }

        try
        {
            return _resume is not null ? Prod2VecTrainer.Resume(corpus, _options, metadata, _begin) : Prod2VecTrainer.WarmStart(corpus, _options, metadata, _begin);
        }
        catch (TrainingInputException exception)
        {
            throw new TrainingInputException($"{_resume ?? _from}: {exception.Message}", exception);
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _begin?.Dispose();
        _begin = null;
    }

    public void Say(Prod2VecTrainer trainer, TextWriter output)
    {
        if (_resume is not null)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"going on after epoch {trainer.EpochsDone} from {_resume}"));
        }
        else if (_from is not null)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trainer.KnownProducts:N0} products begin with their vectors of {_from}"));
        }
    }

    /// <summary>How far the new model is from the older one; null where there was none.</summary>
    public DriftReport? Drift(EmbeddingModel model, CancellationToken cancellationToken)
    {
        if (_from is null)
        {
            return null;
        }

        using EmbeddingModel old = EmbeddingModel.Load(_from, cancellationToken);
        return old.FileHash == _fromHash ? ModelDrift.Compare(old, model, cancellationToken: cancellationToken) : null;
    }
}
