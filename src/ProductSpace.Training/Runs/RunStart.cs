namespace ProductSpace.Training.Runs;

/// <summary>
/// The vectors that a run starts from: random ones, a checkpoint, or an older model. The folders are read and checked
/// before the log is. An older model is released while the training runs, and read again for the comparison at the end.
/// </summary>
internal sealed class RunStart : IDisposable
{
    private readonly string? _resume;
    private readonly string? _from;
    private readonly Prod2VecOptions _options;
    private string _fromHash = string.Empty;
    private EmbeddingModel? _begin;

    public RunStart(string? resume, string? from, Prod2VecOptions options, CancellationToken cancellationToken)
    {
        (_resume, _from, _options) = (resume, from, options);
        try
        {
            Load(cancellationToken);
            Check();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Creates the trainer, and releases the model that was read; to be called once.</summary>
    public Prod2VecTrainer CreateTrainer(SessionCorpus corpus, ProductMetadata? metadata)
    {
        if (_begin is null)
        {
            return new Prod2VecTrainer(corpus, _options, metadata);
        }

        try
        {
            return _resume is not null
                ? Prod2VecTrainer.Resume(corpus, _options, metadata, _begin)
                : Prod2VecTrainer.WarmStart(corpus, _options, metadata, _begin);
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

    /// <summary>
    /// Compares the new model with the older one; null where there was none, or where its folder has changed since.
    /// </summary>
    public DriftReport? Drift(EmbeddingModel model, CancellationToken cancellationToken)
    {
        if (_from is null)
        {
            return null;
        }

        using EmbeddingModel old = EmbeddingModel.Load(_from, cancellationToken);
        return old.FileHash == _fromHash
            ? ModelDrift.Compare(old, model, cancellationToken: cancellationToken)
            : null;
    }

    public void Dispose()
    {
        _begin?.Dispose();
        _begin = null;
    }

    private void Load(CancellationToken cancellationToken)
    {
        _begin = _resume is null ? null : EmbeddingModel.Load(_resume, cancellationToken);
        if (_from is null)
        {
            return;
        }

        EmbeddingModel old = EmbeddingModel.Load(_from, cancellationToken);
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

    private void Check()
    {
        if (_resume is not null && _from is not null && _begin!.Provenance.StartedFrom != _fromHash)
        {
            string hash = _begin.Provenance.StartedFrom;
            string origin = hash.Length > 0 ? $"the model of hash {hash}" : "random vectors";
            throw new TrainingInputException(
                $"{_resume}: this training was started from {origin}, {_from} has the hash {_fromHash}; "
                + "leave --from out, or name the model it was started from");
        }

        if (_resume is null && _begin is not null && _begin.Dimension != _options.Dimension)
        {
            throw new TrainingInputException(
                $"{_from}: has {_begin.Dimension} numbers a vector, {_options.Dimension} are asked for; "
                + $"train with --dimension {_begin.Dimension}, or without --from");
        }
    }
}
