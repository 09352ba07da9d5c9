namespace ProductSpace.Training.Models;

/// <summary>
/// Checks that a checkpoint belongs to a training: only then does resuming give the bytes of an uninterrupted one.
/// </summary>
internal static class CheckpointMatch
{
    private const string GoOn = "resume with what it was trained with, or start a new training";

    /// <summary>Throws unless trainer, log and options match.</summary>
    public static void Require(
        ModelContent checkpoint,
        string source,
        int products,
        string logHash,
        Prod2VecOptions options)
    {
        ModelProvenance then = checkpoint.Provenance;
        if (then.Source != source || then.Options is not Prod2VecOptions before || !checkpoint.HasNext)
        {
            throw new TrainingInputException(
                $"the checkpoint comes from \"{then.Source}\", this is \"{source}\"; {GoOn}");
        }

        if (then.LogHash != logHash)
        {
            throw new TrainingInputException(
                $"the checkpoint was trained on another log (its cleaned log has the hash {then.LogHash}, this one "
                + $"{logHash}); {GoOn}: the same files, cleaning options and sessions held out");
        }

        bool mayGrow = options.Schedule == LearningRateSchedule.Constant && options.Epochs >= before.Epochs;
        Prod2VecOptions comparable = mayGrow ? before with { Epochs = options.Epochs } : before;
        if (OptionsJson.Difference(comparable, options) is (string name, string first, string second))
        {
            string why =
                name == "epochs"
                    ? " (more epochs need a constant schedule: a falling learning rate depends on their number)"
                    : string.Empty;
            throw new TrainingInputException(
                $"the checkpoint was trained with {name} {first}, now it is {second}{why}; {GoOn}");
        }

        // Cannot happen with a checkpoint of ours: its numbers contradict each other.
        if (checkpoint.ProductCount != products || checkpoint.Dimension != options.Dimension || then.EpochsDone < 0)
        {
            throw new TrainingInputException(
                $"the checkpoint holds {checkpoint.ProductCount} x {checkpoint.Dimension} numbers after "
                + $"{then.EpochsDone} epochs, which is not what it says of itself; start a new training");
        }

        if (then.EpochsDone > options.Epochs)
        {
            throw new TrainingInputException(
                $"the checkpoint has {then.EpochsDone} epochs behind it, only {options.Epochs} are asked for; {GoOn}");
        }
    }

    /// <summary>
    /// Throws unless the metadata of the products and the tokens made from it match. The ids are part of the log's
    /// hash.
    /// </summary>
    public static void RequireCatalog(
        ModelContent checkpoint,
        IReadOnlyList<ProductColumn> columns,
        IReadOnlyList<string> tokens)
    {
        if (!checkpoint.Columns.Select(column => column.Name).SequenceEqual(columns.Select(column => column.Name)))
        {
            throw new TrainingInputException(
                "the checkpoint knows the metadata fields "
                + $"\"{string.Join(", ", checkpoint.Columns.Select(column => column.Name))}\", now they are "
                + $"\"{string.Join(", ", columns.Select(column => column.Name))}\"; {GoOn}");
        }

        for (int column = 0; column < columns.Count; column++)
        {
            int differs = columns[column].Values.AsSpan().CommonPrefixLength(checkpoint.Columns[column].Values);
            if (differs < columns[column].Values.Length)
            {
                throw new TrainingInputException(
                    $"the checkpoint has another {columns[column].Name} for product {checkpoint.ProductId(differs)}: "
                    + $"\"{checkpoint.Columns[column].Values[differs]}\", now it is "
                    + $"\"{columns[column].Values[differs]}\"; {GoOn}");
            }
        }

        if (!checkpoint.Metadata.SequenceEqual(tokens))
        {
            throw new TrainingInputException($"the checkpoint has other metadata tokens; {GoOn}");
        }
    }
}
