using System.IO.Hashing;
using ProductSpace.Training.Models;

namespace ProductSpace.Training;

/// <summary>Starts other than random vectors: a checkpoint of the same training, or a model of the same shop.</summary>
public sealed partial class Prod2VecTrainer
{
    /// <summary>Number of products that started with the vectors of an older model.</summary>
    public int KnownProducts { get; private set; }

    /// <summary>
    /// Resumes from a checkpoint that <see cref="Save"/> wrote. Log, options and metadata must be those of the training
    /// that wrote it; the result then has the bytes of an uninterrupted training. Only <see
    /// cref="Prod2VecOptions.Epochs"/> can be larger, and only with a constant learning rate. The checkpoint can be
    /// disposed afterwards.
    /// </summary>
    /// <exception cref="TrainingInputException">
    /// The checkpoint belongs to another training; the message names the difference.
    /// </exception>
    public static Prod2VecTrainer Resume(
        SessionCorpus corpus,
        Prod2VecOptions options,
        ProductMetadata? metadata,
        EmbeddingModel checkpoint)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(checkpoint);
        CheckpointMatch.Require(checkpoint.Content, Source, corpus.ProductCount, LogHash(corpus), options);
        Prod2VecTrainer trainer = new(corpus, options, metadata);
        try
        {
            CheckpointMatch.RequireCatalog(checkpoint.Content, trainer._columns, trainer._rows.MetadataNames);
            for (int row = 0; row < trainer._rows.Rows; row++)
            {
                trainer.Take(row, checkpoint, row);
            }

            trainer.EpochsDone = checkpoint.Provenance.EpochsDone;
            trainer._startedFrom = checkpoint.Provenance.StartedFrom;
            return trainer;
        }
        catch
        {
            trainer.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Starts with the vectors that an older model has for products and metadata tokens of this corpus; all others
    /// start at random. The result names the older model by its hash, so that it must have been read from its folder.
    /// It can be disposed afterwards.
    /// </summary>
    /// <exception cref="TrainingInputException">
    /// The older model has another dimension, or no product of this corpus.
    /// </exception>
    public static Prod2VecTrainer WarmStart(
        SessionCorpus corpus,
        Prod2VecOptions options,
        ProductMetadata? metadata,
        EmbeddingModel old)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(old);
        if (old.FileHash.Length == 0)
        {
            throw new ArgumentException(
                "save the old model and load it again: the new one names it by its hash",
                nameof(old));
        }

        if (old.Dimension != options.Dimension)
        {
            throw new TrainingInputException(
                $"the old model has {old.Dimension} numbers a vector, {options.Dimension} are asked for; train with "
                + $"dimension {old.Dimension}, or without the old model");
        }

        Prod2VecTrainer trainer = new(corpus, options, metadata);
        trainer.KnownProducts = trainer.TakeKnown(old);
        if (trainer.KnownProducts == 0)
        {
            trainer.Dispose();
            throw new TrainingInputException(
                "the old model has none of the log's products; start from a model of the same shop, or without one");
        }

        trainer._startedFrom = old.FileHash;
        return trainer;
    }

    private int TakeKnown(EmbeddingModel old)
    {
        // A 128-bit hash represents the name. Products and tokens are looked up separately, so that they cannot be
        // confused.
        Dictionary<UInt128, int> products = new(old.ProductCount);
        for (int row = 0; row < old.ProductCount; row++)
        {
            products.TryAdd(XxHash128.HashToUInt128(old.Content.Ids[row]), row);
        }

        int found = 0;
        for (int product = 0; product < _corpus.ProductCount; product++)
        {
            if (products.TryGetValue(XxHash128.HashToUInt128(_corpus.IdUtf8(product)), out int row))
            {
                Take(product, old, row);
                found++;
            }
        }

        Dictionary<string, int> tokens = new(StringComparer.Ordinal);
        for (int token = 0; token < old.Metadata.Count; token++)
        {
            tokens.TryAdd(old.Metadata[token], old.ProductCount + token);
        }

        for (int token = 0; token < _rows.MetadataNames.Count; token++)
        {
            if (tokens.TryGetValue(_rows.MetadataNames[token], out int row))
            {
                Take(_rows.Products + token, old, row);
            }
        }

        return found;
    }

    private void Take(int row, EmbeddingModel model, int from)
    {
        model.InRow(from).CopyTo(_in.View.Slice((long)row * Stride, Options.Dimension));
        if (model.HasNext)
        {
            model.OutRow(from).CopyTo(_out.View.Slice((long)row * Stride, Options.Dimension));
        }
    }
}
